import type { Queue } from "@cloudflare/workers-types";
import { mapBounded } from "../concurrency/map-bounded.ts";
import { findMembers } from "../members/members.ts";
import { toPartition } from "../partitions/partition.ts";
import { chunkMessages } from "../queue-batch/chunk-messages.ts";
import { pick } from "../rendezvous/pick.ts";
import type { TenantContext } from "../tenant-context.ts";
import { toMessageText } from "./event-message.ts";
import type { AcceptedEvent } from "./parse-events.ts";

/** An `env` with the lanes of the events queue, `EVENTS__0` and on. */
export interface LaneEnv {
	readonly [key: `EVENTS__${string}`]: Pick<Queue, "sendBatch">;
}

/** The shard that keeps an event, of those that its tenant has. */
export const toEventShard = (shards: readonly string[], id: string) => pick(shards, id);

/** Queues a tenant's events, each on the lane of its id; fails if any part failed, and may then be repeated whole. */
export async function sendEvents(env: LaneEnv, context: TenantContext, events: readonly AcceptedEvent[]): Promise<void> {
	const lanes = findMembers<"EVENTS", Pick<Queue, "sendBatch">>(env, "EVENTS");
	const names = [...lanes.keys()];
	const byLane = Map.groupBy(events, ({ id }) => pick(names, `${context.tenant}/${id}`));
	const batches = [...byLane].flatMap(([lane, members]) =>
		chunkMessages(members.map((event) => toText(context, event))).map((texts) => ({ lane, texts })),
	);
	await mapBounded(batches, async ({ lane, texts }) => {
		await lanes.get(lane)?.sendBatch(texts.map((body) => ({ body, contentType: "text" })));
	});
}

function toText({ tenant, location, shards }: TenantContext, event: AcceptedEvent): string {
	const partition = toPartition(event.time).name;
	return toMessageText({ ...event, tenant, location, shard: toEventShard(shards, event.id), partition });
}
