import { ingestBatch } from "../lib/ingest/ingest-batch.ts";
import { writeLog } from "../lib/log/write-log.ts";
import { logError } from "../lib/log-error.ts";
import { makeMeter } from "../lib/meter/make-meter.ts";
import { toLane } from "../lib/queue-batch/lane.ts";
import { toEventWriter } from "../lib/rpc/event-writer.ts";
import { type Env, manifest } from "./manifest.ts";

// biome-ignore lint/style/noDefaultExport: the Worker's own
export default {
	async queue({ queue, messages }, bound) {
		// Its events come from many requests: the batch has an id of its own.
		const call = { requestId: crypto.randomUUID() };
		const meter = makeMeter();
		const env = meter.env(bound, manifest.bindings);
		meter.delivered(messages);
		const findApp = (location: string) => {
			const app = env[`APP__${location.toUpperCase()}`] ?? env["APP__ANY"];
			return app ? toEventWriter(app, call, meter) : null;
		};
		await ingestBatch({
			...env.SETTINGS,
			queue,
			messages,
			findApp,
			dead: env[`DEAD__${toLane(queue)}`] ?? null,
			random: Math.random,
			onError: (what, error) => logError(what, error, { ...call, queue }),
		});
		writeLog("info", "batch", { ...call, queue, messages: messages.length, billed: meter.counts() });
	},
} satisfies ExportedHandler<Env>;
