import type { CacheState } from "./cache-state.ts";
import type { CacheTier } from "./cache-tier.ts";
import type { EntryCodec } from "./entry-codec.ts";
import type { RegionalCacheObject } from "./regional-object.ts";
import { PRICES } from "./tier-rule.ts";

export interface RegionalTierOptions<V> {
	readonly object: RegionalCacheObject;
	readonly codec: EntryCodec<V>;
	readonly state: Pick<CacheState<V>, "book">;
	/** What a millisecond of a client's time is worth, in micro-USD. */
	readonly microUsdPerMs: number;
	/** How long one isolate may load before another may. */
	readonly flightMs: number;
}

const COST = { readMicroUsd: PRICES.objectRequest, writeMicroUsd: PRICES.objectRequest + PRICES.objectRowWrite } as const;

/** Beyond the wait for another's load. */
const SLACK_MS = 500;

/** A region's one object: it collapses the misses of all isolates there, and earns its price where the origin is far. */
export function makeRegionalTier<V>({ object, codec, state, microUsdPerMs, flightMs }: RegionalTierOptions<V>): CacheTier<V> {
	return {
		name: "regional",
		timeoutMs: flightMs + SLACK_MS,
		skips: () => (state.book.earns("regional", COST, microUsdPerMs) ? null : "price"),
		async get(key) {
			const { text, refreshing } = await object.take(key, flightMs);
			return { entry: codec.parseText(text), refreshing };
		},
		async put(key, entry) {
			const { freshUntil, staleUntil, errorUntil } = entry;
			await object.put(key, { text: codec.toText(entry), freshUntil, staleUntil, errorUntil });
		},
		remove: (key) => object.remove(key),
		release: (key) => object.release(key),
	};
}
