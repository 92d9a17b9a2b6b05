import type { Counts, Days } from "./counts.ts";
import type { SeenBatches } from "./seen-batches.ts";

/** Where one shard of a counter keeps what it knows. Calls without an `await` between them hold all or none. */
export interface CounterStore {
	readDays(): Days;
	writeDay(day: string, counts: Counts): void;
	deleteDay(day: string): void;
	/** By the shard's number. */
	readShards(): Readonly<Record<string, Days>>;
	writeShard(shard: number, days: Days): void;
	readWriter(writer: string): SeenBatches | null;
	/** `at`: milliseconds since 1970. */
	writeWriter(writer: string, seen: SeenBatches, at: number): void;
	/** Those who wrote nothing since. */
	forgetWriters(before: number): void;
}

/** For one process, and for tests. */
export function makeMemoryCounterStore(): CounterStore {
	const days = new Map<string, Counts>();
	const shards = new Map<string, Days>();
	const writers = new Map<string, { readonly seen: SeenBatches; readonly at: number }>();
	return {
		readDays: () => Object.fromEntries(days),
		writeDay: (day, counts) => void days.set(day, counts),
		deleteDay: (day) => void days.delete(day),
		readShards: () => Object.fromEntries(shards),
		writeShard: (shard, told) => void shards.set(String(shard), told),
		readWriter: (writer) => writers.get(writer)?.seen ?? null,
		writeWriter: (writer, seen, at) => void writers.set(writer, { seen, at }),
		forgetWriters(before) {
			for (const [writer, { at }] of writers) if (at < before) writers.delete(writer);
		},
	};
}
