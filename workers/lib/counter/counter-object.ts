import type { Counts, Days } from "./counts.ts";

/** Which object of a counter this is: shard 0 is its head, which knows all others. */
export interface CounterShardId {
	/** Of the counter: a tenant, or what no tenant can be named. */
	readonly name: string;
	/** D1 location hint or jurisdiction of whom it counts for. */
	readonly location: string;
	readonly shard: number;
}

/** Increments that one writer gathered. Sent again with the same number, they are counted once. */
export interface CounterBatch {
	readonly writer: string;
	/** From 1 on, each number once. */
	readonly sequence: number;
	readonly days: Days;
}

/** What is known of two periods: exact for one shard; with more, what others counted since they last told may be missing. */
export interface CounterSums {
	/** `YYYY-MM-DD`, UTC. */
	readonly day: string;
	readonly ofDay: Counts;
	readonly ofMonth: Counts;
}

export interface CounterReading {
	/** What this shard counted itself: exact. */
	readonly days: Days;
	/** Of the head: every other shard there ever was, and what it told last. */
	readonly shards: Readonly<Record<string, Days>>;
}

/** `objects`, class `Counter`. */
export interface CounterObject {
	/** Counted for good once it returns. */
	add(id: CounterShardId, batch: CounterBatch): Promise<CounterSums>;
	read(): Promise<CounterReading>;
	/** Of the head, all that it knows. */
	sums(day: string): Promise<CounterSums>;
	/** To the head: all that another shard ever counted. It answers what it knows of the rest. */
	gather(id: CounterShardId, days: Days): Promise<Days>;
}

/** No tenant's name has a `~`. The head has the counter's own name: a counter that never had more than one shard is this object. */
export const toShardName = (name: string, shard: number): string => (shard === 0 ? name : `${name}~${shard}`);
