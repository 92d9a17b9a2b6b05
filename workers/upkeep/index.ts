import { makeD1CronStore } from "../lib/cron/d1-cron-store.ts";
import { makeCron } from "../lib/cron/make-cron.ts";
import { guardDirectory } from "../lib/d1/guard-directory.ts";
import { writeLog } from "../lib/log/write-log.ts";
import { logError, logWarning } from "../lib/log-error.ts";
import { findJobs } from "./jobs.ts";
import type { Env } from "./manifest.ts";

export { ArchivePartition } from "./archive-partition.ts";
export { DeleteTenant } from "./delete-tenant.ts";
export { ExportTenant } from "./export-tenant.ts";
export { ImportTenant } from "./import-tenant.ts";
export { LongWork } from "./long-work.ts";
export { MakePartitions } from "./make-partitions.ts";
export { MoveTenant } from "./move-tenant.ts";
export { Moves } from "./moves.ts";
export { ReplayDeadLetters } from "./replay-dead-letters.ts";
export { RestoreTenant } from "./restore-tenant.ts";
export { Restores } from "./restores.ts";
export { RollUpUsage } from "./roll-up-usage.ts";
export { RunOnApp } from "./run-on-app.ts";

// biome-ignore lint/style/noDefaultExport: the Worker's own
export default {
	/** A job that fails doesn't keep the cron's others from running; the platform is told of it after them. */
	async scheduled({ cron, scheduledTime }, bound) {
		const env = guardDirectory(bound, { cron });
		const store = makeD1CronStore(env.DIRECTORY);
		const { run } = makeCron({ store, now: Date.now, makeHolder: () => crypto.randomUUID(), onWarning: logWarning });
		const faults: unknown[] = [];
		for (const job of findJobs(env, cron)) {
			try {
				writeLog("info", "cron", { cron, job: job.name, ...(await run(job, scheduledTime)) });
			} catch (error) {
				logError("cron", error, { cron, job: job.name });
				faults.push(error);
			}
		}
		if (faults.length > 0) throw faults[0];
	},
} satisfies ExportedHandler<Env>;
