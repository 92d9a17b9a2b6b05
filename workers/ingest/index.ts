import { answerBells, splitBells } from "../lib/ingest/answer-bells.ts";
import { ingestBatch } from "../lib/ingest/ingest-batch.ts";
import { makeLaneReceiver } from "../lib/ingest/lane-receiver.ts";
import { writeLog } from "../lib/log/write-log.ts";
import { logError } from "../lib/log-error.ts";
import { findMembers } from "../lib/members/members.ts";
import { makeMeter } from "../lib/meter/make-meter.ts";
import { toLane } from "../lib/queue-batch/lane.ts";
import { type EventWriter, toEventWriter } from "../lib/rpc/event-writer.ts";
import type { Remote } from "../lib/rpc/rpc-result.ts";
import { findApp, type ShardPlace } from "../lib/shard-groups/find-app.ts";
import { type Env, manifest } from "./manifest.ts";

// biome-ignore lint/style/noDefaultExport: the Worker's own
export default {
	async queue({ queue, messages }, bound) {
		// Its events come from many requests: the batch has an id of its own.
		const call = { requestId: crypto.randomUUID() };
		const meter = makeMeter();
		const env = meter.env(bound, manifest.bindings);
		meter.delivered(messages);
		const remotes = findMembers<"APP", Fetcher & Remote<EventWriter>>(env, "APP");
		const apps = new Map([...remotes].map(([member, remote]) => [member, toEventWriter(remote, call, meter)]));
		const findWriter = (place: ShardPlace) => findApp(apps, place, env.SETTINGS.shardsPerWorker);
		const dead = env[`DEAD__${toLane(queue)}`] ?? null;
		const onError = (what: string, error: unknown) => logError(what, error, { ...call, queue });
		const receiver = makeLaneReceiver({ queue, dead, findApp: findWriter, onError });
		const { bells, events } = splitBells(messages);
		await Promise.all([
			ingestBatch({ ...env.SETTINGS, queue, messages: events, findApp: findWriter, dead, random: Math.random, onError }),
			answerBells({ ...env.SETTINGS, lanes: env.LANES, receiver, onError }, bells),
		]);
		writeLog("info", "batch", { ...call, queue, messages: messages.length, billed: meter.counts() });
	},
} satisfies ExportedHandler<Env>;
