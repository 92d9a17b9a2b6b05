/** Plain values that an isolate keeps between requests. */
export interface MemoryCache<V> {
	get(key: string): V | undefined;
	/** Zero seconds or a capacity of zero keep nothing, and forget what was there. */
	set(key: string, value: V, bounds: Bounds): void;
	delete(key: string): void;
	readonly size: number;
}

/** They come with each value, since a cache outlives the request and so cannot read its settings. */
export interface Bounds {
	readonly seconds: number;
	/** The most entries there are after it; the least recently used are dropped. */
	readonly capacity: number;
}

/**
 * A bounded cache with a time to live. It holds values and never promises: a promise belongs to the request that
 * made it, and one request that waits for another's fails in workerd.
 *
 * @param now - milliseconds since 1970
 */
export function makeMemoryCache<V>(now: () => number): MemoryCache<V> {
	// A Map keeps the order of insertion: an entry that is read goes to the end, so the first is the least recently used.
	const entries = new Map<string, { readonly value: V; readonly until: number }>();
	return {
		get(key) {
			const entry = entries.get(key);
			if (!entry) return undefined;
			entries.delete(key);
			if (entry.until <= now()) return undefined;
			entries.set(key, entry);
			return entry.value;
		},
		set(key, value, { seconds, capacity }) {
			entries.delete(key);
			if (seconds <= 0 || capacity <= 0) return;
			for (const oldest of entries.keys()) {
				if (entries.size < capacity) break;
				entries.delete(oldest);
			}
			entries.set(key, { value, until: now() + seconds * 1000 });
		},
		delete: (key) => void entries.delete(key),
		get size() {
			return entries.size;
		},
	};
}
