import { mapBounded } from "../concurrency/map-bounded.ts";
import { toMessage } from "../d1/fault.ts";
import type { QueueMessage } from "../queue-batch/queue-message.ts";
import type { EventWriter } from "../rpc/event-writer.ts";
import type { EventOutcome, MovedRow } from "../rpc.ts";
import type { ShardPlace } from "../shard-groups/find-app.ts";
import { isOwnShard } from "../shards.ts";
import { groupEvents, type QueuedEvent, type QueuedGroup } from "./group-events.ts";
import { type Failure, type SettleOptions, settleMessages } from "./settle-messages.ts";

export interface WriteOptions extends Pick<SettleOptions, "onError"> {
	/** The `app` that binds a shard: the same object for all that it binds. */
	readonly findApp: (place: ShardPlace) => EventWriter | null;
}

export interface IngestOptions extends SettleOptions, WriteOptions {
	readonly messages: readonly QueueMessage[];
}

/** Stores the events of a batch, packed or not, and settles each message by itself: acknowledged, to be delivered again, or dead with its reason. */
export async function ingestBatch(options: IngestOptions): Promise<void> {
	const { groups, unreadable } = groupEvents(options.messages);
	const failures = await writeToApps(options, groups);
	for (const message of unreadable) failures.push({ message, event: null, reason: "the message is none of ours", isFinal: true });
	await settleMessages(options, options.messages, failures);
}

/**
 * Has groups stored, and says which events aren't. All that one `app` binds is one call, since a batch may call Workers 32 times
 * (/workers/runtime-apis/bindings/service-bindings/, 2026-09-17): one for each `app`, and one more where tenants have moved there.
 */
export async function writeToApps(options: WriteOptions, groups: readonly QueuedGroup[]): Promise<Failure[]> {
	const first = await writeOnce(options, groups);
	const second = await writeOnce(options, first.moved);
	return [...first.failures, ...second.failures, ...second.moved.flatMap(toWaiting)];
}

interface Written {
	readonly failures: readonly Failure[];
	/** What now belongs to another `app`. */
	readonly moved: readonly QueuedGroup[];
}

async function writeOnce(options: WriteOptions, groups: readonly QueuedGroup[]): Promise<Written> {
	const byApp = [...Map.groupBy(groups, ({ group }) => options.findApp(group))];
	const written = await mapBounded(byApp, ([app, own]) => writeToApp(options, app, own));
	return { failures: written.flatMap(({ failures }) => failures), moved: written.flatMap(({ moved }) => moved) };
}

async function writeToApp({ onError }: WriteOptions, app: EventWriter | null, groups: readonly QueuedGroup[]): Promise<Written> {
	const shards = [...new Set(groups.map(({ group }) => group.shard))].join(", ");
	try {
		if (!app) throw new Error(`no app binds ${shards}`);
		const outcomes = await app.writeEvents(groups.map(({ group }) => group));
		return {
			failures: groups.flatMap(({ members }, index) => toFailures(outcomes[index], members)),
			moved: groups.flatMap((group, index) => toMovedGroups(group, outcomes[index]?.elsewhere ?? [])),
		};
	} catch (error) {
		const events = groups.flatMap(({ members }) => members);
		onError(`write ${events.length} events to ${shards}`, error);
		const toFailure = (event: QueuedEvent) => ({ message: event.message, event, reason: toMessage(error), isFinal: false });
		return { failures: events.map(toFailure), moved: [] };
	}
}

/** Sent on once and then again: a later delivery finds where the tenant has come to rest. */
const toWaiting = ({ group, members }: QueuedGroup): Failure[] =>
	members.map((event) => ({ message: event.message, event, reason: `shard ${group.shard} is out of reach`, isFinal: false }));

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
