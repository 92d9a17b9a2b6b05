import { toMessage } from "../d1/fault.ts";
import { toRetryDelay } from "../queue-batch/retry-delay.ts";
import type { CutRecord } from "./cut-records.ts";
import { type BadLine, isActive, type Job } from "./job.ts";
import type { JobStore } from "./job-store.ts";
import { type RecordBounds, type RecordSource, readRecords } from "./read-records.ts";

/** What a job does with the records of its file. */
export interface JobWork extends RecordSource {
	/** The records of a chunk, their header where they have one, and what is wrong with the others. Throws {@link JobFault} where there is no going on. */
	readonly parse: (records: readonly CutRecord[], header: readonly string[] | null) => ParsedChunk;
}

interface ParsedChunk {
	readonly header: readonly string[] | null;
	/** How many things `write` writes. */
	readonly count: number;
	readonly bad: readonly BadLine[];
	/** May run again with the same things, after a crash: what it writes is to be known by its id. */
	readonly write: () => Promise<void>;
}

/** Would be the same at every try: the job fails at once. */
export class JobFault extends Error {}

export interface ChunkedJobOptions<I> extends RecordBounds {
	readonly store: JobStore<I>;
	readonly open: (job: Job<I>) => JobWork;
	readonly maxAttempts: number;
	readonly retryDelaySeconds: number;
	/** Chunks a run: an alarm has 15 minutes and 30 seconds of CPU (/durable-objects/platform/limits/, 2026-09-17). */
	readonly chunksPerRun: number;
	/** Bad lines that a job keeps. */
	readonly maxBadLines: number;
	readonly onProgress: (job: Job<I>) => void;
	readonly now: () => number;
	readonly random: () => number;
}

export interface ChunkedJobs {
	/** Does the next chunks of the jobs that are due, each job in its turn; when to run again, in milliseconds since 1970, null for never. */
	run(): Promise<number | null>;
	/** False where it has ended or there is none. */
	cancel(id: string): boolean;
}

/**
 * Works through files chunk by chunk. The checkpoint is stored in one step with the chunk's counts, once its things are written: a crash before
 * it repeats one chunk with the same ids, a run too many finds nothing left to do.
 */
export function makeChunkedJobs<I>(options: ChunkedJobOptions<I>): ChunkedJobs {
	const { store, now } = options;
	return {
		async run() {
			for (let done = 0; done < options.chunksPerRun; done += 1) {
				const job = store.next();
				if (!job) return null;
				if (job.notBefore > now()) return job.notBefore;
				await tryChunk(options, job);
			}
			return store.next()?.notBefore ?? null;
		},
		cancel(id) {
			const job = store.find(id);
			if (!job || !isActive(job)) return false;
			put(options, { ...job, state: "canceled" });
			return true;
		},
	};
}

async function tryChunk<I>(options: ChunkedJobOptions<I>, job: Job<I>): Promise<void> {
	const { maxAttempts, now } = options;
	const fail = (failed: Job<I>, reason: string) => put(options, { ...failed, state: "failed", reason });
	if (job.attempts >= maxAttempts) return fail(job, job.reason ?? `the chunk at byte ${job.position.offset} stopped ${maxAttempts} runs`);
	const begun = begin(options, job);
	try {
		await runChunk(options, begun);
	} catch (error) {
		const same = findSame(options, begun);
		if (!same) return;
		const reason = toMessage(error);
		if (error instanceof JobFault || begun.attempts >= maxAttempts) return fail(same, reason);
		const delay = Math.max(1, toRetryDelay(begun.attempts, options.retryDelaySeconds, options.random));
		put(options, { ...same, reason, notBefore: now() + delay * 1000 });
	}
}

async function runChunk<I>(options: ChunkedJobOptions<I>, job: Job<I>): Promise<void> {
	const work = options.open(job);
	const { records, next } = await readRecords(work, job.position, options);
	const { header, count, bad, write } = work.parse(records, job.header);
	await write();
	const same = findSame(options, job);
	if (!same) return;
	const state = next.offset >= job.bytes ? "done" : "running";
	const counts = { written: same.written + count, bad: same.bad + bad.length };
	put(options, { ...same, ...counts, header, attempts: 0, reason: null, notBefore: options.now(), state, position: next }, bad);
}

function put<I>({ store, now, maxBadLines, onProgress }: ChunkedJobOptions<I>, job: Job<I>, bad: readonly BadLine[] = []): void {
	const stored = { ...job, updatedAt: now() };
	store.put(stored, bad, maxBadLines);
	onProgress(stored);
}

/** Counted before the try, so that a chunk that takes the whole object down is given up too. */
function begin<I>({ store, now }: ChunkedJobOptions<I>, job: Job<I>): Job<I> {
	const begun = { ...job, state: "running", attempts: job.attempts + 1 } as const;
	store.put({ ...begun, updatedAt: now() });
	return begun;
}

/** The job as it stands, if nobody ended it, or did this chunk, in the meantime. */
function findSame<I>({ store }: ChunkedJobOptions<I>, job: Job<I>): Job<I> | null {
	const stored = store.find(job.id);
	return stored && isActive(stored) && stored.position.offset === job.position.offset ? stored : null;
}
