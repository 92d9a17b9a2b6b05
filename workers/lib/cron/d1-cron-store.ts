import type { D1Database } from "@cloudflare/workers-types";
import { prepare, toStatement } from "../d1/statement.ts";
import type { CronStore } from "./cron-store.ts";

/** One statement decides who has it: of two runs at once, one finds the hold of the other. */
const TAKE = `INSERT INTO cron_jobs (job, holder, held_until) VALUES (?1, ?2, ?3)
ON CONFLICT (job) DO UPDATE SET holder = excluded.holder, held_until = excluded.held_until WHERE held_until <= ?4
RETURNING last_slot AS lastGood`;

const KEEP = "UPDATE cron_jobs SET last_slot = ?3, held_until = ?4 WHERE job = ?1 AND holder = ?2 RETURNING job";

const RELEASE = "UPDATE cron_jobs SET holder = '', held_until = 0, fault = ?3 WHERE job = ?1 AND holder = ?2";

/** A job that was started here and ends elsewhere: never back behind a later slot. */
const MARK = `INSERT INTO cron_jobs (job, holder, held_until, last_slot) VALUES (?1, '', 0, ?2)
ON CONFLICT (job) DO UPDATE SET last_slot = max(coalesce(last_slot, 0), excluded.last_slot)`;

const READ = "SELECT last_slot AS lastGood, fault FROM cron_jobs WHERE job = ?1";

export interface JobState {
	readonly lastGood: number | null;
	readonly fault: string | null;
}

/** Jobs in the table `cron_jobs` of the directory. */
export const makeD1CronStore = (database: Pick<D1Database, "prepare">): CronStore => ({
	take: ({ job, holder }, now, until) => prepare(database, toStatement(TAKE, job, holder, until, now)).first(),
	async keep({ job, holder }, slot, until) {
		return (await prepare(database, toStatement(KEEP, job, holder, slot, until)).first()) !== null;
	},
	async release({ job, holder }, fault) {
		await prepare(database, toStatement(RELEASE, job, holder, fault)).run();
	},
});

/** How a job stands; null before its first run. */
export const readJob = (database: Pick<D1Database, "prepare">, job: string): Promise<JobState | null> =>
	prepare(database, toStatement(READ, job)).first<JobState>();

/** Remembers a slot as done, for work that has its own way of being run once. */
export async function markJob(database: Pick<D1Database, "prepare">, job: string, slot: number): Promise<void> {
	await prepare(database, toStatement(MARK, job, slot)).run();
}
