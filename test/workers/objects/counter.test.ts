import { evictDurableObject, runDurableObjectAlarm } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect, it } from "vitest";

const DAY_MS = 86_400_000;
const toDay = (at: number) => new Date(at).toISOString().slice(0, 10);

it("counts a thousand concurrent adds exactly", async () => {
	const counter = env.COUNTER.getByName("concurrent");
	const adds = Array.from({ length: 1000 }, (_, i) =>
		counter.add("2026-11-21", i % 2 ? { requests: 1, writes: 1 } : { requests: 1, bytesIn: 3 }),
	);
	await Promise.all(adds);
	expect(await counter.read("2026-11-21")).toEqual({ requests: 1000, writes: 500, bytesIn: 1500 });
});

it("keeps days apart and has nothing for a day without requests", async () => {
	const counter = env.COUNTER.getByName("days");
	await counter.add("2026-11-20", { requests: 1 });
	await counter.add("2026-11-21", { requests: 2 });
	expect(await counter.read("2026-11-20")).toEqual({ requests: 1 });
	expect(await counter.read("2026-11-22")).toEqual({});
});

it("keeps its counts when it is evicted", async () => {
	const counter = env.COUNTER.getByName("evicted");
	await counter.add("2026-11-21", { requests: 7 });
	await evictDurableObject(counter);
	expect(await counter.read("2026-11-21")).toEqual({ requests: 7 });
});

it("forgets old days by alarm until there is none left", async () => {
	const counter = env.COUNTER.getByName("pruned");
	const today = toDay(Date.now());
	const old = toDay(Date.now() - 36 * DAY_MS);
	await counter.add(old, { requests: 1 });
	await counter.add(today, { requests: 1 });
	expect(await runDurableObjectAlarm(counter)).toBe(true);
	expect(await counter.read(old)).toEqual({});
	expect(await counter.read(today)).toEqual({ requests: 1 });
	expect(await runDurableObjectAlarm(counter)).toBe(true);
});

it("sets no alarm once it is empty, and counts again after that", async () => {
	const counter = env.COUNTER.getByName("emptied");
	await counter.add("2020-01-01", { requests: 1 });
	expect(await runDurableObjectAlarm(counter)).toBe(true);
	expect(await runDurableObjectAlarm(counter)).toBe(false);
	await counter.add("2020-01-01", { requests: 2 });
	expect(await counter.read("2020-01-01")).toEqual({ requests: 2 });
});
