import { type CacheEntry, parseEntry } from "./cache-entry.ts";

/** An entry as text and back; `parse` gives null for what isn't such a value. */
export interface EntryCodec<V> {
	toText(entry: CacheEntry<V>): string;
	parseText(text: string | null): CacheEntry<V> | null;
}

export const makeEntryCodec = <V>(parse: (value: unknown) => V | null): EntryCodec<V> => ({
	toText: (entry) => JSON.stringify(entry),
	parseText: (text) => (text === null ? null : parseEntry(text, parse)),
});
