import { toDay } from "../time/day.ts";
import type { CounterBatch, CounterObject, CounterSums } from "./counter-object.ts";
import type { CounterState, Gathered } from "./counter-state.ts";
import { addDays, type Counts } from "./counts.ts";

export interface CounterOptions {
	/** The isolate's: see {@link CounterState}. */
	readonly state: CounterState;
	/** Whose counts: a tenant. */
	readonly name: string;
	readonly location: string;
	/** Shards that new counts spread over; another number before loses nothing. */
	readonly shards: number;
	/** How long increments are gathered; 0 sends each by itself. */
	readonly gatherMs: number;
	readonly toObject: (shard: number) => Pick<CounterObject, "add">;
	/** Milliseconds since 1970. */
	readonly now: () => number;
	readonly sleep: (ms: number) => Promise<void>;
	/** Uniform in [0, 1). */
	readonly random: () => number;
	/** Unlike any other there is. */
	readonly makeId: () => string;
	readonly waitUntil: (promise: Promise<void>) => void;
	/** `counter` for counts that will be sent again, `counter lost` for those that won't. */
	readonly onError: (what: string, error: unknown) => void;
	/** What the object knows after a batch. */
	readonly onSums?: (sums: CounterSums) => void;
}

export interface Counter {
	/** Whole numbers from 0 on. Returns at once; the counts are on their way within `gatherMs`. */
	add(counts: Counts): void;
}

const RETRY_MS = [100, 400] as const;
/** Batches that wait for an object that is down; what no longer fits is lost, and logged. */
const MAX_UNSURE = 100;
/** A request that was to send and is late by this has ended. */
const GRACE_MS = 5_000;

/**
 * Increments that all requests of an isolate gather for a time and one of them sends, so that a busy counter costs a call and a few rows a
 * window and not a request.
 *
 * @example
 * const count = (options: CounterOptions) => makeCounter(options).add({ requests: 1, bytesIn: 42 });
 */
export function makeCounter(options: CounterOptions): Counter {
	const { state, name, shards, gatherMs, now, waitUntil } = options;
	const start = (): Gathered => ({
		writer: options.makeId(),
		shard: Math.floor(options.random() * shards),
		sequence: 0,
		days: {},
		unsure: [],
		armedUntil: 0,
	});
	return {
		add(counts) {
			const gathered = state.find(name, start);
			gathered.days = addDays(gathered.days, { [toDay(now())]: counts });
			if (gatherMs > 0 && now() < gathered.armedUntil) return;
			gathered.armedUntil = now() + gatherMs + GRACE_MS;
			waitUntil(sendGathered(gathered, options));
		},
	};
}

async function sendGathered(gathered: Gathered, options: CounterOptions): Promise<void> {
	if (options.gatherMs > 0) await options.sleep(options.gatherMs);
	gathered.armedUntil = 0;
	const batches = [...gathered.unsure];
	gathered.unsure = [];
	if (Object.keys(gathered.days).length > 0) {
		gathered.sequence += 1;
		batches.push({ writer: gathered.writer, sequence: gathered.sequence, days: gathered.days });
		gathered.days = {};
	}
	for (const [index, batch] of batches.entries()) {
		if (await sendBatch(gathered, batch, options)) continue;
		keepUnsure(gathered, batches.slice(index), options);
		return;
	}
}

function keepUnsure(gathered: Gathered, batches: readonly CounterBatch[], { onError }: CounterOptions): void {
	const all = [...batches, ...gathered.unsure];
	gathered.unsure = all.slice(-MAX_UNSURE);
	for (const { sequence } of all.slice(0, -MAX_UNSURE)) onError("counter lost", new Error(`batch ${sequence} had no place left to wait`));
}

/** Whether it is counted for good. */
async function sendBatch({ shard }: Gathered, batch: CounterBatch, options: CounterOptions): Promise<boolean> {
	const { name, location, toObject, sleep, onSums, onError } = options;
	for (const wait of [...RETRY_MS, null]) {
		try {
			const sums = await toObject(shard).add({ name, location, shard }, batch);
			onSums?.(sums);
			return true;
		} catch (error) {
			if (wait === null) onError("counter", error);
			else await sleep(wait);
		}
	}
	return false;
}
