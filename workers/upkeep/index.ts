import { JOBS } from "./jobs.ts";
import type { Env } from "./manifest.ts";

export { ArchivePartition } from "./archive-partition.ts";
export { MakePartitions } from "./make-partitions.ts";

// biome-ignore lint/style/noDefaultExport: the Worker's own
export default {
	async scheduled({ cron, scheduledTime }, env) {
		const job = JOBS[cron];
		if (!job) throw new Error(`no job is known for the cron "${cron}"`);
		await job(env, scheduledTime);
	},
} satisfies ExportedHandler<Env>;
