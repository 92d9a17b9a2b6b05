import { ingestBatch } from "../lib/ingest/ingest-batch.ts";
import { logError } from "../lib/log-error.ts";
import { toLane } from "../lib/queue-batch/lane.ts";
import type { Env } from "./manifest.ts";

// biome-ignore lint/style/noDefaultExport: the Worker's own
export default {
	async queue(batch, env) {
		const { queue, messages } = batch;
		await ingestBatch({
			...env.SETTINGS,
			queue,
			messages,
			findApp: (location) => env[`APP__${location.toUpperCase()}`] ?? env["APP__ANY"] ?? null,
			dead: env[`DEAD__${toLane(queue)}`] ?? null,
			random: Math.random,
			onError: (what, error) => logError(what, error, { queue }),
		});
	},
} satisfies ExportedHandler<Env>;
