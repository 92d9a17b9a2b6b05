import type { CronJob } from "../lib/cron/cron-job.ts";
import { toDeadLetterStore } from "../lib/rpc/dead-letter-store.ts";
import { findApps } from "./find-apps.ts";
import type { Env } from "./manifest.ts";
import { readReport } from "./read-report.ts";
import { startArchives } from "./start-archives.ts";
import { startHourly } from "./start-hourly.ts";
import { writeReport } from "./write-report.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** What a job is, without what it does. */
const HOURLY = { everyMs: HOUR, catchUp: 1 } as const;
const DAILY = { everyMs: DAY, catchUp: 1 } as const;

/** By the crons of the manifest; the order is that of the work. */
const JOBS = {
	"7 * * * *": [
		{ ...HOURLY, name: "partitions", run: ({ PARTITIONS }, slot) => startHourly(PARTITIONS, "partitions", slot) },
		{ ...HOURLY, name: "usage", run: ({ USAGE }, slot) => startHourly(USAGE, "usage", slot) },
	],
	// Each missed day has a report of its own: its usage is kept.
	"23 3 * * *": [{ everyMs: DAY, catchUp: 7, name: "report", run: (env, slot) => reportDay(env, slot - DAY) }],
	"41 3 * * *": [
		{
			...DAILY,
			name: "archives",
			// A clock that runs ahead must not archive what is still being written.
			run: (env, slot) =>
				startArchives({ apps: findApps(env, crypto.randomUUID()), runs: env.ARCHIVES, settings: env.SETTINGS }, Math.min(slot, Date.now())),
		},
	],
} as const satisfies Readonly<Record<string, readonly Job[]>>;

interface Job extends Pick<CronJob, "name" | "everyMs" | "catchUp"> {
	readonly run: (env: Env, slot: number) => Promise<void>;
}

const ALL: Readonly<Record<string, readonly Job[]>> = JOBS;

async function reportDay(env: Env, day: number): Promise<void> {
	const requestId = crypto.randomUUID();
	const sources = {
		directory: env.DIRECTORY,
		apps: findApps(env, requestId).values(),
		deadLetters: toDeadLetterStore(env.DEADLETTERS, { requestId }),
		jobs: Object.values(ALL).flatMap((jobs) => jobs.map(({ name }) => name)),
		stage: env.SETTINGS.stage,
		now: Date.now,
	};
	await writeReport(env.ARCHIVE, await readReport(sources, day));
}

/** Every cron that has jobs. */
export const CRONS: readonly string[] = Object.keys(JOBS);

/** @throws Error for a cron that no job is known for. */
export function findJobs(env: Env, cron: string): readonly CronJob[] {
	const jobs = ALL[cron];
	if (!jobs) throw new Error(`no job is known for the cron "${cron}"`);
	return jobs.map((job) => ({ ...job, run: ({ slot }) => job.run(env, slot) }));
}
