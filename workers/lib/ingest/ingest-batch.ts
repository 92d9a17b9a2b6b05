import { mapBounded } from "../concurrency/map-bounded.ts";
import { toMessage } from "../d1/fault.ts";
import type { QueueMessage } from "../queue-batch/queue-message.ts";
import type { EventWriter } from "../rpc/event-writer.ts";
import type { EventOutcome } from "../rpc.ts";
import { groupEvents, type QueuedEvent, type QueuedGroup } from "./group-events.ts";
import { type Failure, type SettleOptions, settleMessages } from "./settle-messages.ts";

export interface IngestOptions extends SettleOptions {
	readonly messages: readonly QueueMessage[];
	/** The `app` that binds a location's databases. */
	readonly findApp: (location: string) => EventWriter | null;
}

/** Stores the events of a batch, packed or not, and settles each message by itself: acknowledged, to be delivered again, or dead with its reason. */
export async function ingestBatch(options: IngestOptions): Promise<void> {
	const { groups, unreadable } = groupEvents(options.messages);
	const failures = (await mapBounded(groups, (group) => writeGroup(options, group))).flat();
	for (const message of unreadable) failures.push({ message, event: null, reason: "the message is none of ours", isFinal: true });
	await settleMessages(options, options.messages, failures);
}

async function writeGroup({ findApp, onError }: IngestOptions, { group, members }: QueuedGroup): Promise<Failure[]> {
	try {
		const app = findApp(group.location);
		if (!app) throw new Error(`no app serves location ${group.location}`);
		return toFailures(await app.writeEvents(group), members);
	} catch (error) {
		onError(`write ${members.length} events to ${group.shard} ${group.partition}`, error);
		return members.map((event) => ({ message: event.message, event, reason: toMessage(error), isFinal: false }));
	}
}

function toFailures({ refused, later }: EventOutcome, members: readonly QueuedEvent[]): Failure[] {
	const rows = [...refused.map((row) => ({ ...row, isFinal: true })), ...later.map((row) => ({ ...row, isFinal: false }))];
	return rows.flatMap(({ index, reason, isFinal }) => {
		const event = members[index];
		return event ? [{ message: event.message, event, reason, isFinal }] : [];
	});
}
