import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeEach, expect, it, vi } from "vitest";

const write = (key: string, value: string | null, namespace: "keys" | "records" = "records") => ({
	namespace,
	key,
	value,
	expirationTtl: 1,
	version: 1,
});

const logged = vi.spyOn(console, "error");
beforeEach(() => {
	logged.mockReset().mockImplementation(() => {});
});

it("writes at once what comes first, the newest of what comes within its second, and one a second at most", async () => {
	const writer = env.KV_WRITER.getByName("hot");
	const startedAt = Date.now();
	await writer.write(write("hot", "v0"));
	expect(await env.RECORDS.getWithMetadata("hot")).toMatchObject({ value: "v0", metadata: { v: 1 } });
	for (let i = 1; i < 10; i++) await writer.write(write("hot", `v${i}`));
	const alarm = await runInDurableObject(writer, (_, { storage }) => storage.getAlarm());
	expect(alarm ?? Number.POSITIVE_INFINITY).toBeGreaterThanOrEqual(startedAt + 1_000);
	await runDurableObjectAlarm(writer);
	expect(await env.RECORDS.get("hot")).toBe("v9");
	expect(await runDurableObjectAlarm(writer)).toBe(false);
});

it("loses no write when it is evicted before the second is over", async () => {
	const writer = env.KV_WRITER.getByName("evicted");
	for (const value of ["a", "b"]) await writer.write(write("evicted", value));
	await evictDurableObject(writer);
	await runDurableObjectAlarm(writer);
	expect(await env.RECORDS.get("evicted")).toBe("b");
});

it("deletes behind the writes that came before, and keeps nothing that KV has", async () => {
	const writer = env.KV_WRITER.getByName("gone");
	for (const value of ["a", "b", null]) await writer.write(write("gone", value));
	await runDurableObjectAlarm(writer);
	expect(await env.RECORDS.get("gone")).toBeNull();
	expect(await runInDurableObject(writer, (_, { storage }) => [...storage.kv.list()])).toEqual([]);
});

it("writes to the namespace that is named", async () => {
	await env.KV_WRITER.getByName("named").write(write("named", "a", "keys"));
	expect([await env.KEYS.get("named"), await env.RECORDS.get("named")]).toEqual(["a", null]);
});

it("takes what KV refuses, and tries again until KV has the newest", async () => {
	const writer = env.KV_WRITER.getByName("down");
	const key = "x".repeat(513);
	for (const value of ["a", "b"]) await writer.write(write(key, value));
	await runDurableObjectAlarm(writer);
	const [held] = await runInDurableObject(writer, (_, { storage }) => [...storage.kv.list()]);
	expect(held?.[1]).toMatchObject({ value: "b" });
	await writer.write(write("down", "c"));
	await runDurableObjectAlarm(writer);
	expect([await env.RECORDS.get("down"), await runDurableObjectAlarm(writer)]).toEqual(["c", false]);
});
