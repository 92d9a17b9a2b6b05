import { DAY_MS, toDay } from "../time/day.ts";
import type { CounterBatch, CounterReading, CounterSums } from "./counter-object.ts";
import type { CounterStore } from "./counter-store.ts";
import { addCounts, addDays, BEFORE, type Days, sumDays, toMonth, toWeight } from "./counts.ts";
import { markSeen, NONE_SEEN } from "./seen-batches.ts";

/** Days that stay readable one by one: a month's bill, and a few days in which to write it. */
const KEPT_DAYS = 35;
/** A writer tries a batch again within seconds. */
const WRITER_MS = DAY_MS;

/** What one object of a counter does, over a store that does one thing at a time. */
export interface CounterShard {
	/** False for a batch that was counted before. */
	add(batch: CounterBatch): boolean;
	read(): CounterReading;
	/** What is known of all shards together. */
	merged(): Days;
	sums(day: string): CounterSums;
	/** Takes what another shard ever counted, and gives what is known of the rest. */
	gather(shard: number, days: Days): Days;
	/** What the head last said of the other shards: no part of `read`. */
	hearOthers(days: Days): void;
	/** Puts days that are no longer kept together, forgets old writers; false where no day is left to grow old. */
	prune(): boolean;
}

/** @param now - milliseconds since 1970 */
export function makeCounterShard(store: CounterStore, now: () => number): CounterShard {
	const own = openDays(store);
	const shards = new Map(Object.entries(store.readShards()));
	let others: Days = {};
	const merged = () => addDays(own.read(), others, ...shards.values());

	return {
		add({ writer, sequence, days }) {
			const seen = markSeen(store.readWriter(writer) ?? NONE_SEEN, sequence);
			if (!seen) return false;
			store.writeWriter(writer, seen, now());
			for (const [day, counts] of Object.entries(days)) own.add(day, counts);
			return true;
		},
		read: () => ({ days: own.read(), shards: Object.fromEntries(shards) }),
		merged,
		sums(day) {
			const all = merged();
			return { day, ofDay: all[day] ?? {}, ofMonth: sumDays(all, (other) => toMonth(other) === toMonth(day)) };
		},
		gather(shard, days) {
			const known = shards.get(String(shard));
			// What was sent earlier may come later: counts only grow, so it is known by its weight.
			if (!known || toWeight(days) >= toWeight(known)) {
				shards.set(String(shard), days);
				store.writeShard(shard, days);
			}
			return addDays(own.read(), ...[...shards].flatMap(([other, told]) => (other === String(shard) ? [] : [told])));
		},
		hearOthers(days) {
			others = days;
		},
		prune() {
			store.forgetWriters(now() - WRITER_MS);
			return own.foldBefore(toDay(now() - KEPT_DAYS * DAY_MS));
		},
	};
}

/** The days that this shard has counted: a copy of the rows, each of which is written through; they are few. */
function openDays(store: CounterStore) {
	const days = new Map(Object.entries(store.readDays()));

	function add(day: string, counts: Days[string]): void {
		const sum = addCounts(days.get(day) ?? {}, counts);
		days.set(day, sum);
		store.writeDay(day, sum);
	}

	return {
		add,
		read: (): Days => Object.fromEntries(days),
		/** Puts days before one together; false where no other day is left. */
		foldBefore(oldest: string): boolean {
			for (const [day, counts] of [...days].filter(([day]) => day !== BEFORE && day < oldest)) {
				add(BEFORE, counts);
				days.delete(day);
				store.deleteDay(day);
			}
			return [...days.keys()].some((day) => day !== BEFORE);
		},
	};
}
