import { runDurableObjectAlarm } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { makeCacheApiTier } from "../../../../workers/lib/cache/cache-api-tier.ts";
import { makePolicy } from "../../../../workers/lib/cache/cache-policy.ts";
import { makeCacheState } from "../../../../workers/lib/cache/cache-state.ts";
import type { CacheTier } from "../../../../workers/lib/cache/cache-tier.ts";
import { type KvTierOptions, makeKvTier } from "../../../../workers/lib/cache/kv-tier.ts";
import { toKvKey } from "../../../../workers/lib/kv-layout/kv-key.ts";
import { toKvWriters } from "../../../../workers/lib/kv-write/kv-writer-object.ts";
import { codec, makeWorld, Origin } from "./cache-world.ts";
import { makeClock } from "./clock.ts";
import { common, type KvLike, kvLike, kvTier, MEMORY_TIERS, mapKv, owner, schema } from "./memory-tiers.ts";
import { describeTier } from "./tier-conformance.ts";

const POLICY = makePolicy({ freshSeconds: 60, staleSeconds: 60, errorSeconds: 600, jitter: 0, earlyRefresh: 0, negativeSeconds: 60 });
const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

for (const [name, makeTier] of Object.entries(MEMORY_TIERS)) describeTier(name, makeTier);
describeTier("KV in workerd", () => kvTier(env.RECORDS));
describeTier("Cache API in workerd", () => makeCacheApiTier({ cache: caches.default, codec, now: Date.now }));

describe("a tier that fails", () => {
	const hang = () => new Promise<never>(() => {});
	const fail = () => Promise.reject(new Error("429 Too Many Requests"));
	const broken = (run: () => Promise<never>): CacheTier<string> => ({
		name: "kv",
		timeoutMs: 500,
		skips: () => null,
		get: run,
		put: run,
		remove: run,
	});

	it.for([
		["throws", fail],
		["never answers", hang],
	] as const)("costs no request when it %s, and is reported", async ([, run]) => {
		const clock = makeClock();
		const { cache, story } = makeWorld({ tiers: [broken(run)] }, clock);
		const origin = new Origin(clock);
		const reading = cache.cached("k", origin.load, POLICY);
		await clock.advance(500);
		expect(await reading).toBe("v1");
		const writing = Promise.all([cache.write("w", "w", POLICY), cache.remove("w")]);
		await clock.advance(500);
		await writing;
		expect(story()).toEqual(expect.arrayContaining(["kv failed: get", "kv failed: put", "kv failed: remove"]));
	});

	it("is left out where the runtime has no Cache API", async () => {
		const { cache, clock, story } = makeWorld({ tiers: [makeCacheApiTier({ cache: undefined, codec, now: Date.now })] });
		expect(await cache.cached("k", new Origin(clock).load, POLICY)).toBe("v1");
		expect(story()).toEqual(["skip cache-api: price", "missing", "load", "skip cache-api: price"]);
	});

	it("is a miss where it holds what another version wrote", async () => {
		for (const text of ["", "{", "{}", '{"value":7}', "null"]) {
			await env.RECORDS.put(toKvKey(owner, "old"), text, { metadata: { v: 1 } });
			expect((await kvTier(env.RECORDS).get("old")).entry).toBeNull();
		}
	});
});

describe("KV by the price list", () => {
	function start(microUsdPerMs = 0) {
		const clock = makeClock();
		const kv = mapKv();
		const state = makeCacheState<string>((text) => text.length, clock.now);
		const tier = makeKvTier({ ...common, kv: kvLike(kv), state, microUsdPerMs, now: clock.now });
		const world = makeWorld({ state, tiers: [tier], memorySeconds: 0, memoryBounds: { bytes: 0, entries: 0 } }, clock);
		const origin = new Origin(clock);
		const get = async (key: string) => {
			const reading = world.cache.cached(key, origin.load, POLICY);
			await clock.advance(origin.ms);
			await reading;
			await world.settle();
		};
		return { ...world, kv, origin, get };
	}

	it("is neither read nor written for one-row reads of a near database", async () => {
		const { get, kv, story } = start();
		for (let i = 0; i < 5; i++) await get("k");
		expect(kv.values.size).toBe(0);
		expect(new Set(story())).toEqual(new Set(["skip kv: price", "missing", "load"]));
	});

	it("holds what costs thousands of rows, from the key's second miss on", async () => {
		const { get, kv, origin, story } = start();
		origin.rows = 20_000;
		await get("k");
		expect([kv.values.size, story().at(-1)]).toEqual([0, "skip kv: first-miss"]);
		await get("k");
		expect(kv.values.size).toBe(1);
		await get("k");
		expect([story().at(-1), origin.calls]).toEqual(["fresh from kv", 2]);
	});

	it("holds what is far away, where a client's time has a price", async () => {
		const { get, kv, origin } = start(0.01);
		origin.ms = 300;
		for (let i = 0; i < 3; i++) await get("k");
		expect([kv.values.size, origin.calls]).toEqual([1, 2]);
	});

	it("never keeps a value for less than KV takes", async () => {
		const ttls: unknown[] = [];
		const kv: KvLike = Object.assign(Object.create(null), {
			put: async (_: string, __: string, options: unknown) => void ttls.push(options),
		});
		const { cache } = makeWorld({ tiers: [{ ...kvTier(kv), skips: () => null }], now: Date.now, sleep });
		await cache.write("k", "v", makePolicy({ freshSeconds: 1 }));
		expect(ttls).toEqual([{ expirationTtl: 60, metadata: { v: 1 } }]);
	});
});

describe("KV's layout", () => {
	const open = (more: Partial<KvTierOptions<string>>) => {
		const tier = { ...kvTier(env.RECORDS, more), skips: () => null };
		return makeWorld({ tiers: [tier], now: Date.now, sleep });
	};
	const none = async () => ({ value: null, rows: 0 });

	it("keeps tenants apart under one key", async () => {
		await open({ owner: { kind: "texts", tenant: "a" } }).cache.write("k", "of a", POLICY);
		expect(await open({ owner: { kind: "texts", tenant: "b" } }).cache.cached("k", none, POLICY)).toBeNull();
		expect(await open({ owner: { kind: "texts", tenant: "a" } }).cache.cached("k", none, POLICY)).toBe("of a");
	});

	it("migrates a value of an older version when it is read, and reads none of a newer one", async () => {
		await open({}).cache.write("versions", "old", POLICY);
		const newer = { schema: { ...schema, version: 2, migrations: { 1: (value: unknown) => `${value}!` } } };
		expect(await open(newer).cache.cached("versions", none, POLICY)).toBe("old!");
		await open(newer).cache.write("versions", "new", POLICY);
		expect(await open({}).cache.cached("versions", none, POLICY)).toBeNull();
	});

	it("has the newest of a key's writes though KV takes one a second, and a removal isn't undone by them", async () => {
		const busyAt = new Map<string, number>();
		const writerOf = toKvWriters(env.KV_WRITER, "records");
		const kv: KvLike = Object.assign(Object.create(null), {
			put: async (name: string) => {
				if (Date.now() < (busyAt.get(name) ?? 0) + 1_000) throw new Error("429 Too Many Requests");
				busyAt.set(name, Date.now());
			},
		});
		const plain = makeWorld({ tiers: [{ ...kvTier(kv), skips: () => null }], now: Date.now, sleep });
		for (let i = 0; i < 3; i += 1) await plain.cache.write("hot", `v${i}`, POLICY);
		expect(plain.story()).toContain("kv failed: put");

		const { cache, story } = open({ writerOf });
		const object = env.KV_WRITER.getByName(`records/${toKvKey(owner, "hot")}`);
		for (let i = 0; i < 20; i += 1) await cache.write("hot", `v${i}`, POLICY);
		await runDurableObjectAlarm(object);
		expect(await open({}).cache.cached("hot", none, POLICY)).toBe("v19");
		for (let i = 20; i < 23; i += 1) await cache.write("hot", `v${i}`, POLICY);
		await cache.remove("hot");
		await runDurableObjectAlarm(object);
		expect(await env.RECORDS.get(toKvKey(owner, "hot"))).toBeNull();
		expect(story().filter((line) => line.includes("failed"))).toEqual([]);
	});
});
