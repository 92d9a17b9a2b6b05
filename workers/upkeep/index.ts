import type { Env } from "./manifest.ts";
import { reportShards } from "./report-shards.ts";
import { startPartitions } from "./start-partitions.ts";

export { MakePartitions } from "./make-partitions.ts";

/** By the crons of the manifest. */
const JOBS: Readonly<Record<string, (env: Env, at: number) => Promise<void>>> = {
	"7 * * * *": startPartitions,
	"23 3 * * *": reportShards,
};

// biome-ignore lint/style/noDefaultExport: the Worker's own
export default {
	async scheduled({ cron, scheduledTime }, env) {
		const job = JOBS[cron];
		if (!job) throw new Error(`no job is known for the cron "${cron}"`);
		await job(env, scheduledTime);
	},
} satisfies ExportedHandler<Env>;
