import { answerBells, splitBells } from "../lib/ingest/answer-bells.ts";
import { ingestBatch } from "../lib/ingest/ingest-batch.ts";
import { makeLaneReceiver } from "../lib/ingest/lane-receiver.ts";
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
		const dead = env[`DEAD__${toLane(queue)}`] ?? null;
		const onError = (what: string, error: unknown) => logError(what, error, { ...call, queue });
		const receiver = makeLaneReceiver({ queue, dead, findApp, onError });
		const { bells, events } = splitBells(messages);
		await Promise.all([
			ingestBatch({ ...env.SETTINGS, queue, messages: events, findApp, dead, random: Math.random, onError }),
			answerBells({ ...env.SETTINGS, lanes: env.LANES, receiver, onError }, bells),
		]);
		writeLog("info", "batch", { ...call, queue, messages: messages.length, billed: meter.counts() });
	},
} satisfies ExportedHandler<Env>;
