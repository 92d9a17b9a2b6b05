import { type EventMessage, parseMessageText } from "../events/event-message.ts";
import type { QueueMessage } from "../queue-batch/queue-message.ts";
import type { EventGroup } from "../rpc.ts";

/** The messages of one D1 statement: `messages[i]` brought `group.rows[i]`. */
export interface MessageGroup {
	readonly group: EventGroup;
	readonly messages: readonly QueueMessage[];
}

export interface GroupedBatch {
	readonly groups: readonly MessageGroup[];
	/** Not ours to read: to be tried again would change nothing. */
	readonly unreadable: readonly QueueMessage[];
}

/** Sorts a batch by shard and partition, so that each pair costs one statement. */
export function groupEvents(messages: readonly QueueMessage[]): GroupedBatch {
	const parsed = messages.map((message) => ({ message, event: parseMessageText(message.body) }));
	const readable = parsed.flatMap(({ message, event }) => (event ? [{ message, event }] : []));
	const byTable = Map.groupBy(readable, ({ event }) => `${event.location} ${event.shard} ${event.partition}`);
	const groups = [...byTable.values()].flatMap((members) => {
		const [first] = members;
		return first ? [{ group: toGroup(first.event, members), messages: members.map(({ message }) => message) }] : [];
	});
	return { groups, unreadable: parsed.filter(({ event }) => event === null).map(({ message }) => message) };
}

function toGroup({ shard, location, partition }: EventMessage, members: readonly { readonly event: EventMessage }[]): EventGroup {
	const rows = members.map(({ event: { tenant, id, type, time, event } }) => ({ tenant, id, type, time, event }));
	return { shard, location, partition, rows };
}
