import type { CounterBatch } from "./counter-object.ts";
import type { Days } from "./counts.ts";

/** What an isolate gathered for one counter: plain values, which any of its requests may send. */
export interface Gathered {
	readonly writer: string;
	readonly shard: number;
	sequence: number;
	days: Days;
	/** Sent and not known to have arrived: to be sent again as they are. */
	unsure: readonly CounterBatch[];
	/** Until when the request that will send is waited for; past it another does. */
	armedUntil: number;
}

/** What an isolate keeps between requests, by counter. */
export interface CounterState {
	find(name: string, make: () => Gathered): Gathered;
}

const isIdle = ({ days, unsure }: Gathered) => unsure.length === 0 && Object.keys(days).length === 0;

/** @param capacity - counters that are remembered; one with counts to send is never forgotten */
export function makeCounterState(capacity = 10_000): CounterState {
	const entries = new Map<string, Gathered>();
	return {
		find(name, make) {
			const found = entries.get(name) ?? make();
			entries.delete(name);
			entries.set(name, found);
			for (const [oldest, gathered] of entries) {
				if (entries.size <= capacity || !isIdle(gathered)) break;
				entries.delete(oldest);
			}
			return found;
		},
	};
}
