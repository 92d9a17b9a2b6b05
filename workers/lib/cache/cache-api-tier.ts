import { toHoldSeconds } from "./cache-entry.ts";
import type { CacheTier } from "./cache-tier.ts";
import type { EntryCodec } from "./entry-codec.ts";

/** What is needed of the Cache API. */
interface ResponseStore {
	match(url: string): Promise<Response | undefined>;
	put(url: string, response: Response): Promise<void>;
	delete(url: string): Promise<boolean>;
}

export interface CacheApiTierOptions<V> {
	/** Undefined where the runtime has none; then every read is a miss. */
	readonly cache: ResponseStore | undefined;
	readonly codec: EntryCodec<V>;
	/** Milliseconds since 1970. */
	readonly now: () => number;
}

/** Never resolved: the Cache API wants a URL for a name. */
const toUrl = (key: string) => `https://cache.invalid/?${encodeURIComponent(key)}`;

/**
 * One data center's cache, which costs nothing (/workers/runtime-apis/cache/, 2026-09-17). It is never tiered, a removal is
 * local, and on workers.dev it keeps nothing.
 */
export function makeCacheApiTier<V>({ cache, codec, now }: CacheApiTierOptions<V>): CacheTier<V> {
	return {
		name: "cache-api",
		timeoutMs: 200,
		skips: () => (cache ? null : "price"),
		async get(key) {
			const response = await cache?.match(toUrl(key));
			return { entry: response ? codec.parseText(await response.text()) : null, refreshing: false };
		},
		async put(key, entry) {
			const headers = { "content-type": "application/json", "cache-control": `public, max-age=${toHoldSeconds(entry, now())}` };
			await cache?.put(toUrl(key), new Response(codec.toText(entry), { headers }));
		},
		async remove(key) {
			await cache?.delete(toUrl(key));
		},
	};
}
