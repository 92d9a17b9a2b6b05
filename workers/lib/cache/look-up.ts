import { type CacheEntry, type Freshness, type Generations, shorten, toFreshness } from "./cache-entry.ts";
import type { TierName } from "./cache-event.ts";
import type { CacheOptions } from "./cache-options.ts";
import type { TierCalls } from "./tier-calls.ts";

export interface Found<V> {
	readonly state: Freshness;
	readonly entry: CacheEntry<V> | null;
	readonly tier: TierName | null;
	readonly refreshing: boolean;
}

const RANK = { fresh: 3, stale: 2, expired: 1, missing: 0 } as const satisfies Record<Freshness, number>;

const NOTHING = { state: "missing", entry: null, tier: null, refreshing: false } as const;

const isBetter = <V>(one: Found<V>, other: Found<V>) =>
	RANK[one.state] > RANK[other.state] || (one.state === other.state && (one.entry?.madeAt ?? 0) > (other.entry?.madeAt ?? 0));

export function lookInMemory<V>({ state, now }: CacheOptions<V>, key: string, generations: Generations | null): Found<V> {
	const entry = state.memory.get(key);
	const freshness = toFreshness(entry, now(), generations);
	return freshness === "missing" ? NOTHING : { state: freshness, entry, tier: "memory", refreshing: false };
}

/** The best that the tiers behind memory have: the first that may be answered with, else what may at least stand in for an error. */
export async function lookBehind<V>(
	options: CacheOptions<V>,
	calls: TierCalls<V>,
	{ key, generations, atLeast }: { readonly key: string; readonly generations: Generations | null; readonly atLeast: "fresh" | "stale" },
): Promise<Found<V>> {
	let best: Found<V> = NOTHING;
	for (const tier of options.tiers) {
		const answer = await calls.get(tier, key);
		if (!answer) continue;
		const state = toFreshness(answer.entry, options.now(), generations);
		const found: Found<V> = { state, entry: answer.entry, tier: tier.name, refreshing: answer.refreshing };
		if (isBetter(found, best)) best = found;
		if (RANK[best.state] >= RANK[atLeast]) break;
	}
	return best;
}

/** Keeps in memory what a tier or the origin gave. */
export function keep<V>(options: CacheOptions<V>, key: string, entry: CacheEntry<V>): void {
	const { state, memoryBounds, memorySeconds, now, onEvent } = options;
	const entries = state.memory.set(key, shorten(entry, now(), memorySeconds), memoryBounds);
	if (entries > 0) onEvent({ kind: "evict", key, entries });
}
