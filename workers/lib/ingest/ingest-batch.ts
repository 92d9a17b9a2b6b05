import { mapBounded } from "../concurrency/map-bounded.ts";
import { toMessage } from "../d1/fault.ts";
import type { QueueMessage } from "../queue-batch/queue-message.ts";
import type { EventWriter } from "../rpc/event-writer.ts";
import type { EventOutcome, MovedRow } from "../rpc.ts";
import { isOwnShard } from "../shards.ts";
import { groupEvents, type QueuedEvent, type QueuedGroup } from "./group-events.ts";
import { type Failure, type SettleOptions, settleMessages } from "./settle-messages.ts";

export interface WriteOptions extends Pick<SettleOptions, "onError"> {
	/** The `app` that binds a location's databases. */
	readonly findApp: (location: string) => EventWriter | null;
}

export interface IngestOptions extends SettleOptions, WriteOptions {
	readonly messages: readonly QueueMessage[];
}

/** Stores the events of a batch, packed or not, and settles each message by itself: acknowledged, to be delivered again, or dead with its reason. */
export async function ingestBatch(options: IngestOptions): Promise<void> {
	const { groups, unreadable } = groupEvents(options.messages);
	const byShard = [...Map.groupBy(groups, ({ group }) => `${group.location} ${group.shard}`).values()];
	const failures = (await mapBounded(byShard, (own) => writeShard(options, own))).flat();
	for (const message of unreadable) failures.push({ message, event: null, reason: "the message is none of ours", isFinal: true });
	await settleMessages(options, options.messages, failures);
}

/** Has the groups of one shard stored, and says which events aren't. */
export async function writeShard(options: WriteOptions, groups: readonly QueuedGroup[], mayFollow = true): Promise<Failure[]> {
	const { findApp, onError } = options;
	const [first] = groups;
	if (!first) return [];
	const { shard, location } = first.group;
	try {
		const app = findApp(location);
		if (!app) throw new Error(`no app serves location ${location}`);
		const outcomes = await app.writeEvents(groups.map(({ group }) => group));
		const failures = groups.flatMap(({ members }, index) => toFailures(outcomes[index], members));
		const moved = groups.flatMap((group, index) => toMovedGroups(group, outcomes[index]?.elsewhere ?? []));
		for (const own of Map.groupBy(moved, ({ group }) => group.shard).values())
			failures.push(...(await followGroups(options, own, mayFollow)));
		return failures;
	} catch (error) {
		const events = groups.flatMap(({ members }) => members);
		onError(`write ${events.length} events to ${shard}`, error);
		return events.map((event) => ({ message: event.message, event, reason: toMessage(error), isFinal: false }));
	}
}

/** To the `app` of where the tenant is now; if that sends them on again, the messages wait. */
async function followGroups(options: WriteOptions, moved: readonly QueuedGroup[], mayFollow: boolean): Promise<Failure[]> {
	if (mayFollow) return writeShard(options, moved, false);
	const toWaiting = ({ group, members }: QueuedGroup) =>
		members.map((event) => ({ message: event.message, event, reason: `shard ${group.shard} is out of reach`, isFinal: false }));
	return moved.flatMap(toWaiting);
}

/** Rows whose tenant has left the region, by where each is to go. */
function toMovedGroups({ group, members }: QueuedGroup, elsewhere: readonly MovedRow[]): QueuedGroup[] {
	return [...Map.groupBy(elsewhere, ({ shard }) => shard)].flatMap(([shard, [first, ...others]]) => {
		if (!first) return [];
		const { location, epoch } = first;
		const indexes = new Set([first, ...others].map(({ index }) => index));
		const pick = <T>(all: readonly T[]) => all.filter((_, index) => indexes.has(index));
		const own = { ...group, shard, location, epoch: isOwnShard(shard) ? epoch : undefined, rows: pick(group.rows) };
		return [{ group: own, members: pick(members) }];
	});
}

function toFailures(outcome: EventOutcome | undefined, members: readonly QueuedEvent[]): Failure[] {
	if (!outcome) throw new Error("an app answered fewer outcomes than it was given groups");
	const { refused, later } = outcome;
	const rows = [...refused.map((row) => ({ ...row, isFinal: true })), ...later.map((row) => ({ ...row, isFinal: false }))];
	return rows.flatMap(({ index, reason, isFinal }) => {
		const event = members[index];
		return event ? [{ message: event.message, event, reason, isFinal }] : [];
	});
}
