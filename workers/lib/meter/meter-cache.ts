import type { Count } from "./billed-counts.ts";
import { type Watcher, watchNamed } from "./watch-methods.ts";

/** The Cache API bills nothing, and allows 1,000 calls a request (/workers/platform/limits/, 2026-09-05). */
export function meterCache<T extends object>(cache: T, count: Count): T {
	const counting =
		(name: "cacheReads" | "cacheWrites"): Watcher =>
		(call, values) => {
			count(name);
			return call(...values);
		};
	return watchNamed(
		cache,
		new Map([
			["match", counting("cacheReads")],
			["put", counting("cacheWrites")],
			["delete", counting("cacheWrites")],
		]),
	);
}
