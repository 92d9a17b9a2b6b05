import type { CounterObject, CounterShardId } from "../../../../workers/lib/counter/counter-object.ts";
import { makeCounterState } from "../../../../workers/lib/counter/counter-state.ts";
import { type CounterStore, makeMemoryCounterStore } from "../../../../workers/lib/counter/counter-store.ts";
import { type CounterOptions, makeCounter } from "../../../../workers/lib/counter/make-counter.ts";
import { type CounterShard, makeCounterShard } from "../../../../workers/lib/counter/make-counter-shard.ts";
import { toDay } from "../../../../workers/lib/time/day.ts";

export type ToObject = (shard: number) => Pick<CounterObject, "add" | "read">;

/** Objects in memory that tell the head of themselves before they count, as those in workerd do. */
export function makeMemoryObjects(now: () => number): ToObject {
	const stores = new Map<number, CounterStore>();
	const shardOf = (shard: number): CounterShard => {
		const store = stores.get(shard) ?? makeMemoryCounterStore();
		stores.set(shard, store);
		return makeCounterShard(store, now);
	};
	return (shard) => ({
		async add(id: CounterShardId, batch) {
			const self = shardOf(shard);
			self.add(batch);
			if (shard > 0) shardOf(0).gather(id.shard, self.read().days);
			return self.sums(toDay(now()));
		},
		read: async () => shardOf(shard).read(),
	});
}

/** An isolate with a counter: what its requests leave to be done is in `unfinished`. */
export function startIsolate(toObject: ToObject, { shards, id, now = Date.now }: { shards: number; id: string; now?: () => number }) {
	const unfinished: Promise<void>[] = [];
	const errors: string[] = [];
	let made = 0;
	const options: CounterOptions = {
		state: makeCounterState(),
		name: "acme",
		location: "weur",
		shards,
		gatherMs: 1,
		toObject,
		now,
		sleep: () => new Promise((resolve) => setTimeout(resolve)),
		random: () => (id.charCodeAt(id.length - 1) % 16) / 16,
		makeId: () => `${id}-${made++}`,
		waitUntil: (promise) => void unfinished.push(promise),
		onError: (what) => void errors.push(what),
	};
	return {
		counter: makeCounter(options),
		errors,
		finish: async () => void (await Promise.all(unfinished)),
	};
}
