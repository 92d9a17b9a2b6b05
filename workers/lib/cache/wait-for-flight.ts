import type { CacheEntry } from "./cache-entry.ts";
import type { CacheOptions } from "./cache-options.ts";
import type { Wanted } from "./load-entry.ts";
import { lookInMemory } from "./look-up.ts";

const FIRST_LOOK_MS = 2;
const LAST_LOOK_MS = 50;

/**
 * Waits, on timers of this request, for what another request of the isolate is loading; null where it brought nothing
 * that was kept. The other's promise would do, but workerd lets no request wait for another's.
 */
export async function waitForFlight<V>(options: CacheOptions<V>, { key, generations }: Wanted<V>): Promise<CacheEntry<V> | null> {
	let pause = FIRST_LOOK_MS;
	while (options.state.flights.isFlying(key)) {
		await options.sleep(pause);
		pause = Math.min(pause * 2, LAST_LOOK_MS);
	}
	const { state, entry } = lookInMemory(options, key, generations);
	return state === "fresh" || state === "stale" ? entry : null;
}
