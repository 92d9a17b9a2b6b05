export interface CronRun {
	/** The time that this run is for: the cron's, rounded down to the job's rhythm. Milliseconds since 1970. */
	readonly slot: number;
	/** The slot of the last good run; null before the first. What came in between is this run's to make good. */
	readonly after: number | null;
}

/** Work that a cron starts. It may be run twice for a slot, one after the other, and must come to the same. */
export interface CronJob {
	readonly name: string;
	/** Its rhythm: a divisor of a day, or days. */
	readonly everyMs: number;
	/** How many runs are made good after some were missed, the newest one among them. 1 suits a job that looks at the present state. */
	readonly catchUp: number;
	run(run: CronRun): Promise<void>;
}

/** The slots that a run at this time has to do, oldest first, and how many older ones are given up. */
export function planSlots({ everyMs, catchUp }: Pick<CronJob, "everyMs" | "catchUp">, at: number, lastGood: number | null) {
	const newest = at - (at % everyMs);
	const missed = lastGood === null ? 1 : Math.max(0, Math.floor((newest - lastGood) / everyMs));
	const count = Math.min(missed, catchUp);
	const slots = Array.from({ length: count }, (_, index) => newest - (count - 1 - index) * everyMs);
	return { slots, givenUp: missed - count };
}
