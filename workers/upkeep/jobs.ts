import type { CronJob } from "../lib/cron/cron-job.ts";
import { findMembers } from "../lib/members/members.ts";
import { toDeadLetterStore } from "../lib/rpc/dead-letter-store.ts";
import { sweepSessions } from "../lib/sessions/sweep-sessions.ts";
import type { AppRunParams, Env } from "./manifest.ts";
import { readReport } from "./read-report.ts";
import { startByApp, startHourly } from "./start-hourly.ts";
import { resumeMoves } from "./start-moves.ts";
import { sweepUploads } from "./sweep-uploads.ts";
import { writeReport } from "./write-report.ts";

interface Job extends Pick<CronJob, "name" | "everyMs" | "catchUp"> {
	readonly run: (env: Env, slot: number) => Promise<unknown>;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Jobs that look at the present state: after missed runs, one is as good as all. */
const FREQUENT = { everyMs: 5 * MINUTE, catchUp: 1 } as const;
const HOURLY = { everyMs: HOUR, catchUp: 1 } as const;
const DAILY = { everyMs: DAY, catchUp: 1 } as const;

/** Whose sessions there are: the admin side's. */
const SUBJECTS = ["admin"];

/** By the crons of the manifest; the order is that of the work. */
export const JOBS: Readonly<Record<string, readonly Job[]>> = {
	"*/5 * * * *": [
		{ ...FREQUENT, name: "sessions", run: ({ SESSIONS }, slot) => sweepSessions((subject) => SESSIONS.getByName(subject), SUBJECTS, slot) },
		{ ...FREQUENT, name: "uploads", run: sweepUploads },
	],
	"7 * * * *": [
		{ ...HOURLY, name: "partitions", run: startPartitions },
		{ ...HOURLY, name: "shard loads", run: (env, slot) => startAppRuns(env, "loads", slot) },
		{ ...HOURLY, name: "moves", run: resumeMoves },
		{ ...HOURLY, name: "usage", run: ({ USAGE }, slot) => startHourly(USAGE, "usage", slot) },
	],
	// Each missed day has a report of its own: its usage is kept.
	"23 3 * * *": [{ ...DAILY, catchUp: 7, name: "report", run: (env, slot) => reportDay(env, slot - DAY) }],
	// A clock that runs ahead must not archive what is still being written.
	"41 3 * * *": [
		{ ...DAILY, name: "archives", run: (env, slot) => startAppRuns(env, "archives", Math.min(slot, Date.now())) },
		{ ...DAILY, name: "histories", run: (env, slot) => startAppRuns(env, "histories", slot) },
	],
};

function startPartitions(env: Env, at: number): Promise<void> {
	const toParams = (app: string) => ({ at, app });
	return startByApp({ runs: env.PARTITIONS, name: "partitions", apps: findMembers(env, "APP").keys(), toParams }, at);
}

function startAppRuns(env: Env, job: AppRunParams["job"], at: number): Promise<void> {
	const toParams = (app: string) => ({ job, at, app });
	return startByApp({ runs: env.APP_RUNS, name: job, apps: findMembers(env, "APP").keys(), toParams }, at);
}

async function reportDay(env: Env, day: number): Promise<void> {
	const requestId = crypto.randomUUID();
	const sources = {
		directory: env.DIRECTORY,
		deadLetters: toDeadLetterStore(env.DEADLETTERS, { requestId }),
		jobs: Object.values(JOBS).flatMap((jobs) => jobs.map(({ name }) => name)),
		stage: env.SETTINGS.stage,
		now: Date.now,
	};
	await writeReport(env.ARCHIVE, await readReport(sources, day));
}

/** @throws Error for a cron that no job is known for. */
export function findJobs(env: Env, cron: string): readonly CronJob[] {
	const jobs = JOBS[cron];
	if (!jobs) throw new Error(`no job is known for the cron "${cron}"`);
	return jobs.map(({ run, ...job }) => ({
		...job,
		run: async ({ slot }) => {
			await run(env, slot);
		},
	}));
}
