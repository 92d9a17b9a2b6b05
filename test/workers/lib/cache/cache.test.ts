import { describe, expect, it } from "vitest";
import { makePolicy } from "../../../../workers/lib/cache/cache-policy.ts";
import { makeWorld, Origin } from "./cache-world.ts";
import { makeClock } from "./clock.ts";

const POLICY = makePolicy({ freshSeconds: 60, staleSeconds: 60, errorSeconds: 600, jitter: 0, earlyRefresh: 0, flightSeconds: 300 });
const MINUTE = 60_000;

function start(options: Parameters<typeof makeWorld>[0] = {}) {
	const clock = makeClock();
	const world = makeWorld(options, clock);
	const origin = new Origin(clock);
	const get = (key = "k", policy = POLICY) => world.cache.cached(key, origin.load, policy);
	return { ...world, origin, get };
}

describe("cached", () => {
	it("answers a fresh entry from memory and asks the origin once", async () => {
		const { get, story, origin } = start();
		expect([await get(), await get(), origin.calls]).toEqual(["v1", "v1", 1]);
		expect(story()).toEqual(["missing", "load", "fresh from memory"]);
	});

	it("answers a stale entry at once even when the loader takes minutes", async () => {
		const { get, clock, story, origin } = start();
		const policy = { ...POLICY, freshSeconds: 600, staleSeconds: 600 };
		await get("k", policy);
		await clock.advance(11 * MINUTE);
		origin.ms = 4 * MINUTE;
		story();
		expect(await get("k", policy)).toBe("v1");
		expect(story()).toEqual(["stale from memory", "refresh: stale"]);
		await clock.advance(4 * MINUTE);
		expect(await get("k", policy)).toBe("v2");
	});

	it("refreshes a stale entry once, however many readers see it stale", async () => {
		const { get, clock, origin } = start();
		await get();
		await clock.advance(MINUTE + 1);
		origin.ms = 1_000;
		expect(await Promise.all(Array.from({ length: 50 }, () => get()))).toEqual(Array.from({ length: 50 }, () => "v1"));
		expect(origin.calls).toBe(2);
	});

	it("counts an entry's age from before its load, not from the answer's arrival", async () => {
		const { get, clock, origin, story } = start();
		origin.ms = 50_000;
		const first = get();
		await clock.advance(50_000);
		expect(await first).toBe("v1");
		story();
		await clock.advance(10_001);
		await get();
		expect(story()[0]).toBe("stale from memory");
	});

	it("never answers what is older than fresh and stale together while the origin is well", async () => {
		const { get, clock } = start();
		await get();
		await clock.advance(2 * MINUTE);
		expect(await get()).toBe("v2");
	});

	it("answers an expired entry where the origin fails, and no longer than the policy says", async () => {
		const { get, clock, origin, story } = start();
		await get();
		await clock.advance(3 * MINUTE);
		origin.fails = true;
		story();
		expect(await get()).toBe("v1");
		expect(story()).toEqual(["expired", "load-failed", "stale-if-error"]);
		await clock.advance(10 * MINUTE);
		await expect(get()).rejects.toThrow("the origin fails");
	});

	it("does not hammer an origin whose refresh has just failed", async () => {
		const { get, clock, origin, settle } = start();
		await get();
		await clock.advance(MINUTE + 1);
		origin.fails = true;
		for (let i = 0; i < 10; i++) {
			expect(await get()).toBe("v1");
			await settle();
		}
		expect(origin.calls).toBe(2);
		await clock.advance(1_000);
		await get();
		expect(origin.calls).toBe(3);
	});

	it("throws the loader's error where it has nothing to put in its place, and keeps no trace of it", async () => {
		const { get, origin } = start();
		origin.fails = true;
		await expect(get()).rejects.toThrow("the origin fails");
		origin.fails = false;
		expect(await get()).toBe("v2");
	});

	it("believes that there is none for its own time, and not at all where that is zero", async () => {
		const { get, clock, origin, story } = start();
		origin.isEmpty = true;
		const policy = { ...POLICY, negativeSeconds: 10 };
		expect([await get("n", policy), await get("n", policy), origin.calls]).toEqual([null, null, 1]);
		expect(story()).toEqual(["missing", "load", "fresh from memory: none"]);
		await clock.advance(10_000);
		await get("n", policy);
		await get("other");
		await get("other");
		expect(origin.calls).toBe(4);
	});

	it("spreads the ends of what was made together", async () => {
		let draw = 0;
		const random = () => (draw = (draw + 0.25) % 1);
		const { get, state } = start({ random });
		for (const key of ["a", "b", "c", "d"]) await get(key, { ...POLICY, jitter: 0.2 });
		const ends = new Set(["a", "b", "c", "d"].map((key) => state.memory.get(key)?.freshUntil));
		expect(ends.size).toBe(4);
	});

	it("refreshes a dear entry before its end, for one reader in many", async () => {
		let draw = 0;
		const { get, clock, origin, story } = start({ random: () => draw });
		origin.ms = 5_000;
		const policy = { ...POLICY, earlyRefresh: 1 };
		const first = get("k", policy);
		await clock.advance(5_000);
		await first;
		await clock.advance(50_000);
		story();
		await get("k", policy);
		expect(story()).toEqual(["fresh from memory"]);
		draw = 0.9;
		await get("k", policy);
		expect(story()).toEqual(["fresh from memory", "refresh: early"]);
	});
});

describe("one flight", () => {
	it("loads a cold key once for all who want it in the isolate, and hands none of them another's promise", async () => {
		const { get, clock, origin } = start();
		origin.ms = 100;
		const waiting = Promise.all(Array.from({ length: 20 }, () => get()));
		await clock.advance(200);
		expect(new Set(await waiting)).toEqual(new Set(["v1"]));
		expect(origin.calls).toBe(1);
	});

	it("lets others load themselves when the one that loads is gone without a word", async () => {
		const { get, clock, origin } = start();
		const policy = { ...POLICY, flightSeconds: 5 };
		origin.ms = 10 * MINUTE;
		void get("k", policy);
		await clock.advance(1);
		origin.ms = 10;
		const second = get("k", policy);
		await clock.advance(6_000);
		expect(await second).toBe("v2");
	});

	it("ends the wait of others when the load fails", async () => {
		const { get, clock, origin } = start();
		origin.ms = 100;
		origin.fails = true;
		const first = get().catch(() => "failed");
		await clock.advance(1);
		origin.fails = false;
		const second = get();
		await clock.advance(400);
		expect([await first, await second]).toEqual(["failed", "v2"]);
	});

	it("keeps nothing of a load that a write has overtaken", async () => {
		const { get, cache, clock, origin, story } = start();
		origin.ms = 100;
		const reading = get();
		await clock.advance(50);
		await cache.write("k", "written", POLICY);
		await clock.advance(100);
		expect(await reading).toBe("v1");
		expect(story()).toContain("discarded");
		expect(await get()).toBe("written");
	});
});

describe("memory", () => {
	it("holds no more than its bytes, and says what it drops", async () => {
		const { get, state, story } = start({ memoryBounds: { bytes: 1_000, entries: 100 } });
		for (let i = 0; i < 50; i++) await get(`k${i}`);
		expect(state.memory.bytes).toBeLessThanOrEqual(1_000);
		expect(state.memory.size).toBeGreaterThan(1);
		expect(story()).toContain("evict 1");
	});

	it("holds no more than its entries, and drops the least recently used", async () => {
		const { get, state } = start({ memoryBounds: { bytes: 1e6, entries: 2 } });
		await get("a");
		await get("b");
		await get("a");
		await get("c");
		expect(["a", "b", "c"].map((key) => state.memory.get(key) !== null)).toEqual([true, false, true]);
	});

	it("does not keep what alone is larger than its bytes", async () => {
		const { get, state } = start({ memoryBounds: { bytes: 10, entries: 2 } });
		await get("a");
		expect([state.memory.size, state.memory.bytes]).toEqual([0, 0]);
	});

	it("starts again with an isolate that was evicted in the middle of a refresh", async () => {
		const { get, clock, origin } = start();
		await get();
		await clock.advance(MINUTE + 1);
		origin.ms = 10 * MINUTE;
		await get();
		const reborn = makeWorld({}, clock);
		origin.ms = 0;
		expect(await reborn.cache.cached("k", origin.load, POLICY)).toBe("v3");
	});
});

describe("a clock that jumps", () => {
	it("believes no entry from the future, and has it in reserve", async () => {
		const { get, clock, origin } = start();
		await get();
		clock.jump(-3_600_000);
		expect(await get()).toBe("v2");
		clock.jump(-3_600_000);
		origin.fails = true;
		expect(await get()).toBe("v2");
	});

	it("loads again after a jump ahead", async () => {
		const { get, clock } = start();
		await get();
		clock.jump(365 * 86_400_000);
		expect(await get()).toBe("v2");
	});
});

describe("tags", () => {
	it("answers no entry of a generation that is past", async () => {
		let generation = 1;
		const { get } = start({ readGenerations: async () => ({ menu: generation }) });
		const policy = { ...POLICY, tags: ["menu"] };
		expect([await get("k", policy), await get("k", policy)]).toEqual(["v1", "v1"]);
		generation = 2;
		expect([await get("k", policy), await get("k", policy)]).toEqual(["v2", "v2"]);
	});

	it("loads, and keeps nothing, while the generations cannot be read", async () => {
		const { get, story } = start({ readGenerations: () => Promise.reject(new Error("down")) });
		const policy = { ...POLICY, tags: ["menu"] };
		expect([await get("k", policy), await get("k", policy)]).toEqual(["v1", "v2"]);
		expect(story()).toEqual(["tags-failed", "missing", "load", "tags-failed", "missing", "load"]);
	});
});
