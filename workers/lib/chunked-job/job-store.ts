import { type BadLine, isActive, type Job } from "./job.ts";

/** What jobs are kept in. Each call is one step: all of it is stored, or nothing. */
export interface JobStore<I> {
	find(id: string): Job<I> | null;
	/** Newest first, those before `before`. */
	list(before: string | null, limit: number): readonly Job<I>[];
	/** The active job whose turn is next. */
	next(): Job<I> | null;
	countActive(): number;
	/** Writes a job and the bad lines that are new; `keep` is the most that a job keeps of these. */
	put(job: Job<I>, bad?: readonly BadLine[], keep?: number): void;
	listBad(id: string): readonly BadLine[];
	/** Forgets the oldest of those that ended, but for `keep`. */
	prune(keep: number): void;
}

/** For tests of what uses jobs. */
export function makeMemoryJobs<I>(): JobStore<I> {
	const jobs = new Map<string, Job<I>>();
	const lines = new Map<string, readonly BadLine[]>();
	const newest = () => [...jobs.values()].sort((a, b) => (a.id < b.id ? 1 : -1));
	return {
		find: (id) => jobs.get(id) ?? null,
		list: (before, limit) =>
			newest()
				.filter(({ id }) => before === null || id < before)
				.slice(0, limit),
		next: () =>
			newest()
				.filter(isActive)
				.sort((a, b) => a.notBefore - b.notBefore || (a.id < b.id ? -1 : 1))[0] ?? null,
		countActive: () => newest().filter(isActive).length,
		put(job, bad = [], keep = 0) {
			jobs.set(job.id, job);
			lines.set(job.id, [...(lines.get(job.id) ?? []), ...bad].slice(0, keep || undefined));
		},
		listBad: (id) => lines.get(id) ?? [],
		prune(keep) {
			for (const { id } of newest()
				.filter((job) => !isActive(job))
				.slice(keep)) {
				jobs.delete(id);
				lines.delete(id);
			}
		},
	};
}
