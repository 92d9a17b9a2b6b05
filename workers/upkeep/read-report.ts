import type { D1Database } from "@cloudflare/workers-types";
import { readJob } from "../lib/cron/d1-cron-store.ts";
import { prepare, toStatement } from "../lib/d1/statement.ts";
import type { DailyReport, JobReport, RunReport } from "../lib/report/daily-report.ts";
import type { DeadLetterStore } from "../lib/rpc.ts";
import { listShards } from "../lib/shard-loads/list-shards.ts";
import { DAY_MS, toDay } from "../lib/time/day.ts";
import { sumUsage } from "../lib/usage/sum-usage.ts";

export interface ReportSources {
	readonly directory: Pick<D1Database, "prepare">;
	readonly deadLetters: Pick<DeadLetterStore, "count">;
	/** Every job's name. */
	readonly jobs: readonly string[];
	readonly stage: string;
	readonly now: () => number;
}

/** The states that there are, counted one by one along an index. */
const COUNT_TENANTS = "SELECT value AS state, (SELECT count(*) FROM tenants WHERE state = value) AS tenants FROM json_each(?1)";

const LIST_RUNS =
	"SELECT id, kind, subject, state, fault FROM runs WHERE started_at >= ?1 AND started_at < ?2 ORDER BY started_at LIMIT 100";

/** Asks every source for what a day's report says; `day` is its first moment. Shards are as the hour's runs have entered them: all of them are more than one request may ask. */
export async function readReport(sources: ReportSources, day: number): Promise<DailyReport> {
	const { directory, stage } = sources;
	const name = toDay(day);
	const shards = await listShards(directory);
	const runs = await prepare(directory, toStatement(LIST_RUNS, day, day + DAY_MS)).all<RunReport>();
	return {
		day: name,
		at: new Date(sources.now()).toISOString(),
		stage,
		tenants: await countTenants(directory),
		usage: await sumUsage(directory, name),
		storage: { databases: shards.length, bytes: shards.reduce((sum, { bytes }) => sum + bytes, 0), shards },
		deadLetters: await sources.deadLetters.count(),
		jobs: await readJobs(sources),
		runs: runs.results,
	};
}

async function countTenants(directory: Pick<D1Database, "prepare">): Promise<Readonly<Record<string, number>>> {
	const statement = toStatement(COUNT_TENANTS, JSON.stringify(["opening", "open", "closed"]));
	const { results } = await prepare(directory, statement).all<{ readonly state: string; readonly tenants: number }>();
	return Object.fromEntries(results.map(({ state, tenants }) => [state, tenants]));
}

async function readJobs({ directory, jobs }: ReportSources): Promise<JobReport[]> {
	const reports: JobReport[] = [];
	for (const job of jobs) {
		const found = await readJob(directory, job);
		const lastGood = found?.lastGood ?? null;
		reports.push({ job, lastGood: lastGood === null ? null : new Date(lastGood).toISOString(), fault: found?.fault ?? null });
	}
	return reports;
}
