import { evictDurableObject, runDurableObjectAlarm } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { makePolicy } from "../../../../workers/lib/cache/cache-policy.ts";
import { makeCacheState } from "../../../../workers/lib/cache/cache-state.ts";
import { toRegion } from "../../../../workers/lib/cache/region.ts";
import { makeRegionalTier } from "../../../../workers/lib/cache/regional-tier.ts";
import { codec, makeWorld, Origin } from "./cache-world.ts";
import { makeClock } from "./clock.ts";

const POLICY = makePolicy({ freshSeconds: 60, staleSeconds: 60, errorSeconds: 600, jitter: 0, earlyRefresh: 0, negativeSeconds: 60 });
const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
const SECOND = 1_000;

/** An isolate of its own in front of the region's object. */
function isolate(name: string, flightMs = 5_000) {
	const state = makeCacheState<string>((text) => text.length, Date.now);
	const object = env.REGIONAL_CACHE.getByName(name);
	const tier = { ...makeRegionalTier({ object, codec, state, microUsdPerMs: 1, flightMs }), skips: () => null };
	return makeWorld({ state, tiers: [tier], now: Date.now, sleep });
}

const entry = (text: string, seconds: number) => {
	const freshUntil = Date.now() + seconds * SECOND;
	return { text, freshUntil, staleUntil: freshUntil + 60 * SECOND, errorUntil: freshUntil + 600 * SECOND };
};

describe("the regional cache", () => {
	it("loads a cold key once for all isolates of the region", async () => {
		const clock = makeClock();
		const origin = new Origin(clock);
		const load = async () => {
			await sleep(50);
			return origin.load();
		};
		const isolates = Array.from({ length: 10 }, () => isolate("cold"));
		expect(new Set(await Promise.all(isolates.map(({ cache }) => cache.cached("k", load, POLICY))))).toEqual(new Set(["v1"]));
		expect(origin.calls).toBe(1);
	});

	it("tells one asker to refresh what is stale, and answers all at once", async () => {
		const object = env.REGIONAL_CACHE.getByName("stale");
		await object.put("k", entry("old", -1));
		const answers = [await object.take("k", 5_000), await object.take("k", 5_000), await object.take("k", 5_000)];
		expect(answers).toEqual([
			{ text: "old", refreshing: false },
			{ text: "old", refreshing: true },
			{ text: "old", refreshing: true },
		]);
	});

	it("gives the load to the next when the first one's fails, without waiting out its time", async () => {
		const origin = new Origin(makeClock());
		origin.fails = true;
		await expect(isolate("failing").cache.cached("k", origin.load, POLICY)).rejects.toThrow("the origin fails");
		origin.fails = false;
		expect(await isolate("failing").cache.cached("k", origin.load, POLICY)).toBe("v2");
	});

	it("gives the load again when the one that had it says nothing within its time", async () => {
		const object = env.REGIONAL_CACHE.getByName("silent");
		expect(await object.take("k", 50)).toEqual({ text: null, refreshing: false });
		expect(await object.take("k", 50)).toEqual({ text: null, refreshing: false });
	});

	it("keeps its entries and gives the load again when it is evicted in the middle of a refresh", async () => {
		const object = env.REGIONAL_CACHE.getByName("evicted");
		await object.put("k", entry("old", -1));
		await object.take("k", 60_000);
		await evictDurableObject(object);
		expect(await object.take("k", 60_000)).toEqual({ text: "old", refreshing: false });
	});

	it("forgets by alarm what is past every use, and ends without one", async () => {
		const object = env.REGIONAL_CACHE.getByName("swept");
		await object.put("k", entry("gone", -700));
		expect(await runDurableObjectAlarm(object)).toBe(true);
		expect(await runDurableObjectAlarm(object)).toBe(false);
		expect(await object.take("k", 10)).toEqual({ text: null, refreshing: false });
	});

	it("shows a write and a removal to every isolate that reads next", async () => {
		const origin = new Origin(makeClock());
		await isolate("written").cache.write("k", "written", POLICY);
		expect(await isolate("written").cache.cached("k", origin.load, POLICY)).toBe("written");
		await isolate("written").cache.remove("k");
		expect(await isolate("written").cache.cached("k", origin.load, POLICY)).toBe("v1");
	});

	it("is asked only where the origin is dear or far", () => {
		const state = makeCacheState<string>((text) => text.length, Date.now);
		const object = env.REGIONAL_CACHE.getByName("price");
		const tier = makeRegionalTier({ object, codec, state, microUsdPerMs: 0.01, flightMs: 100 });
		state.book.observeLoad({ rows: 2, ms: 5 });
		expect(tier.skips("get", "k")).toBe("price");
		for (let i = 0; i < 50; i++) state.book.observeLoad({ rows: 2, ms: 200 });
		expect(tier.skips("get", "k")).toBeNull();
	});
});

it("puts a request of any continent in a region, and one of none somewhere", () => {
	expect(["EU", "NA", "SA", "AS", "OC", "AF", "AN", "T1", undefined, 7].map(toRegion)).toEqual(
		["weur", "enam", "sam", "apac", "oc", "afr", "oc", "enam", "enam", "enam"], // the last three are no continents
	);
});
