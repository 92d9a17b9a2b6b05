import type { CacheEntry } from "./cache-entry.ts";

export interface MemoryBounds {
	readonly bytes: number;
	readonly entries: number;
}

/** Entries in the isolate, the least recently used dropped first. It holds values, never promises. */
export interface EntryMemory<V> {
	get(key: string): CacheEntry<V> | null;
	/** How many others it dropped. What alone is larger than the bounds isn't kept. */
	set(key: string, entry: CacheEntry<V>, bounds: MemoryBounds): number;
	delete(key: string): void;
	readonly size: number;
	readonly bytes: number;
}

/** What a key, an entry's times and the map's own cell take, about. */
const OVERHEAD_BYTES = 200;

/** @param sizeOf - bytes of a value, about: an isolate has 128 MB (/workers/platform/limits/, 2026-09-05) */
export function makeEntryMemory<V>(sizeOf: (value: V) => number): EntryMemory<V> {
	const held = new Map<string, { readonly entry: CacheEntry<V>; readonly bytes: number }>();
	let total = 0;
	const drop = (key: string) => {
		total -= held.get(key)?.bytes ?? 0;
		held.delete(key);
	};
	const dropOldest = (bounds: MemoryBounds) => {
		let dropped = 0;
		for (const oldest of held.keys()) {
			if (total <= bounds.bytes && held.size <= bounds.entries) break;
			drop(oldest);
			dropped += 1;
		}
		return dropped;
	};
	return {
		get(key) {
			const item = held.get(key);
			held.delete(key);
			if (item) held.set(key, item);
			return item?.entry ?? null;
		},
		set(key, entry, bounds) {
			drop(key);
			const bytes = OVERHEAD_BYTES + key.length * 2 + (entry.value === null ? 0 : sizeOf(entry.value));
			if (bytes > bounds.bytes || bounds.entries < 1) return 0;
			held.set(key, { entry, bytes });
			total += bytes;
			return dropOldest(bounds);
		},
		delete: drop,
		get size() {
			return held.size;
		},
		get bytes() {
			return total;
		},
	};
}
