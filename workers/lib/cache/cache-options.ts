import type { Generations } from "./cache-entry.ts";
import type { CacheEvent } from "./cache-event.ts";
import type { CacheState } from "./cache-state.ts";
import type { CacheTier } from "./cache-tier.ts";
import type { MemoryBounds } from "./entry-memory.ts";

export interface CacheOptions<V> {
	readonly state: CacheState<V>;
	readonly memoryBounds: MemoryBounds;
	/** How long memory believes an entry before it looks behind itself. */
	readonly memorySeconds: number;
	/** Behind memory, nearest first. */
	readonly tiers: readonly CacheTier<V>[];
	/** The current generation of each tag; absent where no policy has tags. */
	readonly readGenerations?: (tags: readonly string[]) => Promise<Generations>;
	/** Milliseconds since 1970. */
	readonly now: () => number;
	/** Uniform in [0, 1). */
	readonly random: () => number;
	/** A timer of the request's own. */
	readonly sleep: (ms: number) => Promise<void>;
	readonly waitUntil: (promise: Promise<unknown>) => void;
	readonly onEvent: (event: CacheEvent) => void;
}

/** What an origin answers, with the rows that it read for it. */
export interface Loaded<V> {
	/** Null where there is none. */
	readonly value: V | null;
	readonly rows: number;
}
