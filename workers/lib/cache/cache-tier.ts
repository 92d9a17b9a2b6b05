import type { CacheEntry } from "./cache-entry.ts";
import type { SkipReason, TierName } from "./cache-event.ts";

export interface TierAnswer<V> {
	readonly entry: CacheEntry<V> | null;
	/** Somebody else was told to refresh it. */
	readonly refreshing: boolean;
}

/** A place behind the isolate's memory. It may throw or hang: the cache survives both. */
export interface CacheTier<V> {
	readonly name: Exclude<TierName, "memory">;
	/** How long the cache waits for it. */
	readonly timeoutMs: number;
	/** Null where the tier earns its place; `put` is after a miss, `write` after a write to the origin. */
	skips(operation: "get" | "put" | "write", key: string): SkipReason | null;
	get(key: string): Promise<TierAnswer<V>>;
	put(key: string, entry: CacheEntry<V>): Promise<void>;
	/** After a write to the origin; as `put` where it is absent. */
	write?(key: string, entry: CacheEntry<V>): Promise<void>;
	remove(key: string): Promise<void>;
	/** The load that a miss of this tier led to gave nothing to put. */
	release?(key: string): Promise<void>;
}
