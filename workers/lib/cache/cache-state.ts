import { type Admission, makeAdmission } from "./admission.ts";
import { type CostBook, makeCostBook } from "./cost-book.ts";
import { type EntryMemory, makeEntryMemory } from "./entry-memory.ts";
import { type Flights, makeFlights } from "./flights.ts";

/** What an isolate keeps of one kind of value between requests: bounded, plain, and nothing of any request. */
export interface CacheState<V> {
	readonly memory: EntryMemory<V>;
	readonly flights: Flights;
	readonly admission: Admission;
	readonly book: CostBook;
}

/** About 1 MB at the most. */
const REMEMBERED_MISSES = 10_000;

/** @param now - milliseconds since 1970 */
export function makeCacheState<V>(sizeOf: (value: V) => number, now: () => number): CacheState<V> {
	return {
		memory: makeEntryMemory(sizeOf),
		flights: makeFlights(now),
		admission: makeAdmission(REMEMBERED_MISSES),
		book: makeCostBook(),
	};
}
