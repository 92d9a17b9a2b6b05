import { type CacheEntry, type Freshness, type Generations, makeEntry } from "./cache-entry.ts";
import type { CacheOptions, Loaded } from "./cache-options.ts";
import type { CachePolicy } from "./cache-policy.ts";
import { loadEntry, type Wanted } from "./load-entry.ts";
import { type Found, keep, lookBehind, lookInMemory } from "./look-up.ts";
import { isEarly, refresh } from "./refresh.ts";
import { makeTierCalls, type TierCalls } from "./tier-calls.ts";
import { waitForFlight } from "./wait-for-flight.ts";

export interface Cache<V> {
	/**
	 * The value of a key, from the nearest place that has it; null where there is none. A stale one is answered at once and
	 * refreshed in `waitUntil`. Throws what `load` throws, where nothing may stand in for it.
	 */
	cached(key: string, load: () => Promise<Loaded<V>>, policy: CachePolicy): Promise<V | null>;
	/** After a write to the origin: awaited, so that the writer's next read finds it. */
	write(key: string, value: V, policy: CachePolicy): Promise<void>;
	/** After a delete at the origin. */
	remove(key: string): Promise<void>;
}

/**
 * A hierarchy of caches in front of an origin: isolate memory, then the tiers that earn their place.
 *
 * @example
 * import type { CachePolicy } from "./cache-policy.ts";
 *
 * const greet = (cache: Cache<string>, read: () => Promise<string>, policy: CachePolicy) =>
 *   cache.cached("greeting", async () => ({ value: await read(), rows: 1 }), policy);
 */
export function makeCache<V>(options: CacheOptions<V>): Cache<V> {
	const calls = makeTierCalls(options);
	const { flights, memory } = options.state;
	return {
		async cached(key, load, policy) {
			const wanted = { key, load, policy, generations: await readGenerations(options, key, policy.tags) };
			const held = lookInMemory(options, key, wanted.generations);
			if (isAnswer(held.state)) return answer(options, calls, wanted, held);
			const found = await lookBehind(options, calls, { ...wanted, atLeast: "stale" });
			if (isAnswer(found.state) && found.entry) {
				keep(options, key, found.entry);
				return answer(options, calls, wanted, found);
			}
			return fill(options, calls, wanted, found.entry ?? held.entry);
		},
		async write(key, value, policy) {
			flights.cancel(key);
			const generations = (await readGenerations(options, key, policy.tags)) ?? {};
			const entry = makeEntry(policy, { value, startedAt: options.now(), loadMs: 0, generations }, options.random);
			flights.cancel(key);
			keep(options, key, entry);
			await calls.store("write", key, entry);
		},
		async remove(key) {
			flights.cancel(key);
			memory.delete(key);
			await calls.remove(key);
		},
	};
}

const isAnswer = (state: Freshness) => state === "fresh" || state === "stale";

const NO_GENERATIONS: Generations = {};

/** Null where they cannot be read: then nothing that is held can be told from what has been invalidated. */
async function readGenerations<V>(options: CacheOptions<V>, key: string, tags: readonly string[]): Promise<Generations | null> {
	if (tags.length === 0 || !options.readGenerations) return NO_GENERATIONS;
	try {
		return await options.readGenerations(tags);
	} catch (error) {
		options.onEvent({ kind: "tags-failed", key, error });
		return null;
	}
}

function answer<V>(
	options: CacheOptions<V>,
	calls: TierCalls<V>,
	wanted: Wanted<V>,
	{ entry, state, tier, refreshing }: Found<V>,
): V | null {
	if (!entry || !tier || !isAnswer(state)) throw new Error("only what was found is answered");
	const { key, policy } = wanted;
	options.onEvent({ kind: "hit", key, tier, state: state === "fresh" ? "fresh" : "stale", negative: entry.value === null });
	if (state === "stale" && !refreshing) refresh(options, calls, wanted, "stale");
	else if (state === "fresh" && isEarly(options, policy, entry)) refresh(options, calls, wanted, "early");
	return entry.value;
}

/** Loads what nobody has; of many who want it at once in this isolate, one does. */
async function fill<V>(options: CacheOptions<V>, calls: TierCalls<V>, wanted: Wanted<V>, spare: CacheEntry<V> | null): Promise<V | null> {
	const { key, policy } = wanted;
	const { flights } = options.state;
	options.onEvent({ kind: "miss", key, state: spare ? "expired" : "missing" });
	if (flights.isFlying(key)) {
		options.onEvent({ kind: "joined", key });
		const entry = await waitForFlight(options, wanted);
		if (entry) return entry.value;
	}
	try {
		return (await loadEntry(options, calls, wanted, flights.begin(key, policy.flightSeconds))).value;
	} catch (error) {
		if (!spare) throw error;
		options.onEvent({ kind: "stale-if-error", key });
		return spare.value;
	}
}
