import type { Queue } from "@cloudflare/workers-types";
import { findMembers } from "../members/members.ts";
import { type PartitionWidth, toPartition } from "../partitions/partition-width.ts";
import { makeQueueSender } from "../queue-batch/make-queue-sender.ts";
import type { TenantContext } from "../tenant-context.ts";
import { toEventShard } from "../tenant-tables/to-shard.ts";
import type { EventMessage } from "./event-message.ts";
import { packEvents } from "./event-pack.ts";
import type { AcceptedEvent } from "./parse-events.ts";

/** An `env` with the lanes of the events queue, `EVENTS__0` and on. */
export interface LaneEnv {
	readonly [key: `EVENTS__${string}`]: Pick<Queue, "sendBatch">;
}

/**
 * Queues a tenant's events, packed, each pack on the lane of its shard: a batch of a lane is for few shards, and a transaction there
 * stores the more. Fails if any part failed, and may then be repeated whole.
 */
export async function sendEvents(
	env: LaneEnv,
	context: TenantContext,
	events: readonly AcceptedEvent[],
	width: PartitionWidth,
): Promise<void> {
	const lanes = findMembers<"EVENTS", Pick<Queue, "sendBatch">>(env, "EVENTS");
	const packs = packEvents(events.map((event) => toEventMessage(context, event, width)));
	await makeQueueSender({ lanes }).send(packs.map(({ events: [first], text }) => ({ key: first?.shard ?? "", text })));
}

export function toEventMessage(
	{ tenant, location, shards, epoch }: TenantContext,
	{ partitionKey: _, ...event }: AcceptedEvent,
	width: PartitionWidth,
): EventMessage {
	return { ...event, tenant, location, epoch, shard: toEventShard(shards, event.id), partition: toPartition(event.time, width).name };
}
