/** How long an entry is believed, in seconds, and how it is refreshed. */
export interface CachePolicy {
	/** Answered from the cache with no second thought. */
	readonly freshSeconds: number;
	/** After that: answered at once and refreshed behind the answer. Fresh and stale together are the bound on staleness. */
	readonly staleSeconds: number;
	/** After that: answered only where the origin fails. */
	readonly errorSeconds: number;
	/** How long "there is none" is believed; 0 keeps no such answer. */
	readonly negativeSeconds: number;
	/** The share of the fresh time that is taken off at random, so that what was made together doesn't end together. */
	readonly jitter: number;
	/** How eagerly a hot entry is refreshed before its end, in loads' durations; 0 never does, 1 is the optimum of Vattani et al. (VLDB 2015). */
	readonly earlyRefresh: number;
	/** How long others wait for a load of the same key in this isolate before they load it themselves. */
	readonly flightSeconds: number;
	/** How long nobody tries again to refresh what could not be. */
	readonly retrySeconds: number;
	/** Names that the entry falls with, by invalidation. */
	readonly tags: readonly string[];
}

const DEFAULTS = {
	staleSeconds: 0,
	errorSeconds: 0,
	negativeSeconds: 0,
	jitter: 0.1,
	earlyRefresh: 1,
	flightSeconds: 5,
	retrySeconds: 1,
	tags: [],
} as const satisfies Omit<CachePolicy, "freshSeconds">;

export const makePolicy = (policy: Pick<CachePolicy, "freshSeconds"> & Partial<CachePolicy>): CachePolicy => ({ ...DEFAULTS, ...policy });
