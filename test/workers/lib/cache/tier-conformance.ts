import { describe, expect, it } from "vitest";
import { makePolicy } from "../../../../workers/lib/cache/cache-policy.ts";
import type { CacheTier } from "../../../../workers/lib/cache/cache-tier.ts";
import { makeWorld, Origin } from "./cache-world.ts";

const POLICY = makePolicy({ freshSeconds: 60, staleSeconds: 60, errorSeconds: 600, jitter: 0, earlyRefresh: 0, negativeSeconds: 60 });
const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/** What a cache promises of a tier, whatever keeps its entries. */
export function describeTier(name: string, makeTier: () => CacheTier<string>): void {
	describe(name, () => {
		const toKey = (key: string) => `${name}/${key}`.replaceAll(" ", "-");
		const always = (tier: CacheTier<string>): CacheTier<string> => ({ ...tier, skips: () => null });
		const isolate = (tier: CacheTier<string>) => makeWorld({ tiers: [always(tier)], now: Date.now, sleep });

		it("hands to another isolate what one has loaded, with its times", async () => {
			const tier = makeTier();
			const [one, two] = [isolate(tier), isolate(tier)];
			const origin = new Origin(one.clock);
			const key = toKey("shared");
			await one.cache.cached(key, origin.load, POLICY);
			await one.settle();
			expect(await two.cache.cached(key, origin.load, POLICY)).toBe("v1");
			expect(origin.calls).toBe(1);
			expect(two.state.memory.get(key)?.madeAt).toBe(one.state.memory.get(key)?.madeAt);
		});

		it("hands on that there is none", async () => {
			const tier = makeTier();
			const [one, two] = [isolate(tier), isolate(tier)];
			const origin = new Origin(one.clock);
			origin.isEmpty = true;
			await one.cache.cached(toKey("none"), origin.load, POLICY);
			await one.settle();
			expect(await two.cache.cached(toKey("none"), origin.load, POLICY)).toBeNull();
			expect(two.story()).toEqual([`fresh from ${tier.name}: none`]);
		});

		it("shows a write and a removal to the isolate that reads next", async () => {
			const tier = makeTier();
			const one = isolate(tier);
			const origin = new Origin(one.clock);
			const key = toKey("written");
			await one.cache.write(key, "written", POLICY);
			expect(await isolate(tier).cache.cached(key, origin.load, POLICY)).toBe("written");
			await one.cache.remove(key);
			expect(await isolate(tier).cache.cached(key, origin.load, POLICY)).toBe("v1");
		});

		it("keeps keys apart whatever stands in them", async () => {
			const tier = makeTier();
			const one = isolate(tier);
			const keys = ["a/b", "a%2Fb", "a?b", "a#b", "A/b", "a//b", "a/./b", "é"].map(toKey);
			for (const key of keys) await one.cache.write(key, key, POLICY);
			const origin = new Origin(one.clock);
			for (const key of keys) expect(await isolate(tier).cache.cached(key, origin.load, POLICY)).toBe(key);
		});
	});
}
