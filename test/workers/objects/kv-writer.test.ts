import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect, it } from "vitest";

const write = (key: string, value: string | null) => ({ key, value, expirationTtl: 1, version: null });

it("writes the newest of many writes, and one a second at most", async () => {
	const writer = env.KV_WRITER.getByName("hot");
	for (let i = 0; i < 100; i++) await writer.write(write("hot", `v${i}`));
	await runDurableObjectAlarm(writer);
	expect(await env.RECORDS.get("hot")).toBe("v99");
	await writer.write(write("hot", "later"));
	const waits = await runInDurableObject(writer, async (_, { storage }) => ((await storage.getAlarm()) ?? 0) - Date.now());
	expect(waits).toBeGreaterThan(500);
	await runDurableObjectAlarm(writer);
	expect(await env.RECORDS.get("hot")).toBe("later");
});

it("loses no write when it is evicted before the second is over", async () => {
	const writer = env.KV_WRITER.getByName("evicted");
	await writer.write(write("evicted", "a"));
	await evictDurableObject(writer);
	await runDurableObjectAlarm(writer);
	expect(await env.RECORDS.get("evicted")).toBe("a");
});

it("deletes, and writes nothing twice", async () => {
	const writer = env.KV_WRITER.getByName("gone");
	await writer.write(write("gone", "a"));
	await writer.write(write("gone", null));
	await runDurableObjectAlarm(writer);
	expect(await env.RECORDS.get("gone")).toBeNull();
	expect(await runDurableObjectAlarm(writer)).toBe(false);
});
