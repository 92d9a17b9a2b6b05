import { type CronJob, planSlots } from "./cron-job.ts";
import type { CronStore } from "./cron-store.ts";

export interface CronOptions {
	readonly store: CronStore;
	readonly now: () => number;
	/** A name for each run that no other has. */
	readonly makeHolder: () => string;
	/** How long a run that died keeps others out. */
	readonly leaseMs?: number;
	/** What works and should be looked at: runs given up, a hold that couldn't be let go. */
	readonly onWarning: (what: string, fields: Readonly<Record<string, unknown>>) => void;
}

export type CronOutcome =
	/** Another run is at it. */
	| { readonly kind: "busy" }
	/** These slots are done; none where all were before. */
	| { readonly kind: "done"; readonly slots: readonly number[]; readonly givenUp: number };

/** A cron's invocation ends after 15 minutes (/workers/platform/limits/, 2026-09-05): none that lives can outlast its hold. */
const LEASE_MS = 900_000;

const MAX_FAULT = 500;

/**
 * Runs jobs as if their cron were exact: one run at a time, a slot once, and after missed or failed runs those that were left out, up to the
 * job's bound. A run that fails rejects; its slot is still to be done by the next one.
 *
 * @example
 * import type { CronJob } from "./cron-job.ts";
 * import { makeD1CronStore } from "./d1-cron-store.ts";
 *
 * const sweep = (directory: D1Database, job: CronJob, scheduledTime: number) =>
 *   makeCron({ store: makeD1CronStore(directory), now: Date.now, makeHolder: () => crypto.randomUUID(), onWarning: console.warn }).run(job, scheduledTime);
 */
export function makeCron({ store, now, makeHolder, leaseMs = LEASE_MS, onWarning }: CronOptions) {
	return {
		async run(job: CronJob, scheduledTime: number): Promise<CronOutcome> {
			const hold = { job: job.name, holder: makeHolder() };
			const until = () => now() + leaseMs;
			const taken = await store.take(hold, now(), until());
			if (!taken) return { kind: "busy" };
			const letGo = (fault: string | null) =>
				store.release(hold, fault).catch((error) => onWarning("a cron's job stays held", { job: job.name, error: String(error) }));
			const { slots, givenUp } = planSlots(job, scheduledTime, taken.lastGood);
			if (givenUp > 0) onWarning("runs of a cron given up", { job: job.name, givenUp });
			try {
				let after = taken.lastGood;
				for (const slot of slots) {
					await job.run({ slot, after });
					if (!(await store.keep(hold, slot, until()))) throw new Error(`another run has taken ${job.name}`);
					after = slot;
				}
			} catch (error) {
				await letGo(String(error).slice(0, MAX_FAULT));
				throw error;
			}
			await letGo(null);
			return { kind: "done", slots, givenUp };
		},
	};
}
