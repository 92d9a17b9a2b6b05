import type { CacheEntry } from "./cache-entry.ts";
import type { CacheOptions } from "./cache-options.ts";
import type { CachePolicy } from "./cache-policy.ts";
import { loadEntry, type Wanted } from "./load-entry.ts";
import { keep, lookBehind } from "./look-up.ts";
import type { TierCalls } from "./tier-calls.ts";

/**
 * Draws whether a fresh entry is refreshed now: the more likely, the nearer its end and the dearer its load ("XFetch",
 * Vattani, Chierichetti and Lowenstein, VLDB 2015), so that of many readers about one refreshes, before the end.
 */
export function isEarly(
	{ now, random }: Pick<CacheOptions<unknown>, "now" | "random">,
	policy: CachePolicy,
	entry: CacheEntry<unknown>,
): boolean {
	if (policy.earlyRefresh <= 0 || entry.value === null) return false;
	return now() - entry.loadMs * policy.earlyRefresh * Math.log(1 - random()) >= entry.freshUntil;
}

/** Refreshes behind an answer: nobody waits for it, and nobody else begins one meanwhile. */
export function refresh<V>(options: CacheOptions<V>, calls: TierCalls<V>, wanted: Wanted<V>, reason: "stale" | "early"): void {
	const { key, policy } = wanted;
	const { flights } = options.state;
	const token = flights.isBusy(key) ? null : flights.begin(key, policy.flightSeconds);
	if (!token) {
		options.onEvent({ kind: "joined", key });
		return;
	}
	options.onEvent({ kind: "refresh", key, reason });
	options.waitUntil(run(options, calls, { wanted, reason, token }));
}

interface Refresh<V> {
	readonly wanted: Wanted<V>;
	readonly reason: "stale" | "early";
	readonly token: symbol;
}

async function run<V>(options: CacheOptions<V>, calls: TierCalls<V>, { wanted, reason, token }: Refresh<V>): Promise<void> {
	const { key } = wanted;
	const { flights } = options.state;
	// Another isolate may have refreshed it. One that is early wants a newer entry than all have.
	const found = reason === "stale" ? await lookBehind(options, calls, { ...wanted, atLeast: "fresh" }) : null;
	if (found?.state === "fresh" && found.entry && flights.holds(key, token)) {
		keep(options, key, found.entry);
		flights.end(key, token);
		return;
	}
	try {
		await loadEntry(options, calls, wanted, token);
	} catch {
		// The event is told, the marker keeps others from trying at once, and the stale entry stands.
	}
}
