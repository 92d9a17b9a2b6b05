/** Plain values that an isolate keeps between requests. */
export interface MemoryCache<V> {
	get(key: string): V | undefined;
	/** Zero seconds keep nothing, and forget what was there. */
	set(key: string, value: V, seconds: number): void;
	delete(key: string): void;
	readonly size: number;
}

export interface MemoryCacheOptions {
	/** The most entries it holds; a new one beyond it drops the least recently used. */
	readonly capacity: number;
	/** Milliseconds since 1970. */
	readonly now: () => number;
}

/**
 * A bounded cache with a time to live. It holds values and never promises: a promise belongs to the request that
 * made it, and one request that waits for another's fails in workerd.
 */
export function makeMemoryCache<V>({ capacity, now }: MemoryCacheOptions): MemoryCache<V> {
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
		set(key, value, seconds) {
			entries.delete(key);
			if (seconds <= 0) return;
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
