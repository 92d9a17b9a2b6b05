import type { EventMessage } from "../events/event-message.ts";
import { parseEventPack } from "../events/event-pack.ts";
import type { QueueMessage } from "../queue-batch/queue-message.ts";
import type { EventGroup } from "../rpc.ts";
import { isOwnShard } from "../shards.ts";

/** An event and the message that brought it, the `index`-th of `count`. */
export interface QueuedEvent {
	readonly message: QueueMessage;
	readonly event: EventMessage;
	readonly index: number;
	readonly count: number;
}

/** The events of one D1 statement: `members[i]` is `group.rows[i]`. */
export interface QueuedGroup {
	readonly group: EventGroup;
	readonly members: readonly QueuedEvent[];
}

export interface GroupedBatch {
	readonly groups: readonly QueuedGroup[];
	/** Not ours to read: to be tried again would change nothing. */
	readonly unreadable: readonly QueueMessage[];
}

/** Opens the packs of a batch and sorts their events by shard and partition, so that each pair costs one statement. */
export function groupEvents(messages: readonly QueueMessage[]): GroupedBatch {
	const unreadable: QueueMessage[] = [];
	const queued = messages.flatMap((message): QueuedEvent[] => {
		const events = parseEventPack(message.body);
		if (!events) unreadable.push(message);
		return events?.map((event, index) => ({ message, event, index, count: events.length })) ?? [];
	});
	const byTable = Map.groupBy(queued, ({ event }) => `${event.location} ${event.shard} ${event.partition} ${toEpoch(event) ?? ""}`);
	return { groups: [...byTable.values()].flatMap(toGroup), unreadable };
}

/** A tenant has one shard of the pool, or several of its own: there it counts since which move. */
const toEpoch = ({ shard, epoch = 0 }: EventMessage) => (isOwnShard(shard) ? epoch : undefined);

/** Events of one table as one statement; none for none. */
export function toGroup(members: readonly QueuedEvent[]): QueuedGroup[] {
	const [first] = members;
	if (!first) return [];
	const { shard, location, partition } = first.event;
	const rows = members.map(({ event: { tenant, id, type, time, event } }) => ({ tenant, id, type, time, event }));
	return [{ group: { shard, location, partition, epoch: toEpoch(first.event), rows }, members }];
}
