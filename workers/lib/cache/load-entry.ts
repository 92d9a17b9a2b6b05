import { type CacheEntry, type Generations, makeEntry } from "./cache-entry.ts";
import type { CacheOptions, Loaded } from "./cache-options.ts";
import type { CachePolicy } from "./cache-policy.ts";
import { keep } from "./look-up.ts";
import type { TierCalls } from "./tier-calls.ts";

/** A call of `cached`, as its steps hand it on. */
export interface Wanted<V> {
	readonly key: string;
	readonly load: () => Promise<Loaded<V>>;
	readonly policy: CachePolicy;
	/** Null where they could not be read. */
	readonly generations: Generations | null;
}

/** Loads from the origin and keeps the result in memory; the tiers behind it are given it in `waitUntil`. Throws what the loader throws. */
export async function loadEntry<V>(
	options: CacheOptions<V>,
	calls: TierCalls<V>,
	wanted: Wanted<V>,
	token: symbol | null,
): Promise<CacheEntry<V>> {
	const { state, now, onEvent } = options;
	const { key, policy, generations } = wanted;
	const startedAt = now();
	try {
		const { value, rows } = await wanted.load();
		const loadMs = Math.max(0, now() - startedAt);
		state.book.observeLoad({ rows, ms: loadMs });
		onEvent({ kind: "load", key, ms: loadMs, rows, found: value !== null });
		const entry = makeEntry(policy, { value, startedAt, loadMs, generations: generations ?? {} }, options.random);
		keepLoaded(options, calls, wanted, { entry, token });
		return entry;
	} catch (error) {
		onEvent({ kind: "load-failed", key, error });
		if (token) state.flights.fail(key, token, policy.retrySeconds);
		options.waitUntil(calls.release(key));
		throw error;
	}
}

function keepLoaded<V>(
	options: CacheOptions<V>,
	calls: TierCalls<V>,
	{ key, policy, generations }: Wanted<V>,
	{ entry, token }: { readonly entry: CacheEntry<V>; readonly token: symbol | null },
): void {
	const { flights, memory } = options.state;
	if (token && !flights.holds(key, token)) {
		options.onEvent({ kind: "discarded", key });
		options.waitUntil(calls.release(key));
		return;
	}
	if (token) flights.end(key, token);
	const isKept = token !== null && generations !== null && (entry.value !== null || policy.negativeSeconds > 0);
	if (isKept) keep(options, key, entry);
	else memory.delete(key);
	options.waitUntil(isKept ? calls.store("put", key, entry) : calls.release(key));
}
