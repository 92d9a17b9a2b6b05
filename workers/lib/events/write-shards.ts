import { mapBounded } from "../concurrency/map-bounded.ts";
import { toMessage } from "../d1/fault.ts";
import type { EventGroup, EventOutcome } from "../rpc.ts";
import { type GroupWriting, writeGroups } from "./write-groups.ts";

/**
 * Stores groups of any shards, an outcome for each: a shard that fails has its own events come again, and the others are stored.
 *
 * @param on what writes to one of the shards
 */
export async function writeShards(on: (shard: string) => GroupWriting, groups: readonly EventGroup[]): Promise<EventOutcome[]> {
	const outcomes = new Map<EventGroup, EventOutcome>();
	const byShard = [...Map.groupBy(groups, ({ location, shard }) => `${location} ${shard}`).values()];
	await mapBounded(byShard, async (own) => {
		const written = await writeShard(on(own[0]?.shard ?? ""), own);
		for (const [index, group] of own.entries()) outcomes.set(group, written[index] ?? toNothing(group));
	});
	return groups.map((group) => outcomes.get(group) ?? toNothing(group));
}

/** Never what is not known to be stored. */
const toNothing = ({ rows }: EventGroup): EventOutcome => toLater(rows, "no outcome came back");

const toLater = (rows: EventGroup["rows"], reason: string): EventOutcome => ({
	refused: [],
	later: rows.map((_, index) => ({ index, reason })),
});

async function writeShard(shards: GroupWriting, groups: readonly EventGroup[]): Promise<readonly EventOutcome[]> {
	try {
		return await writeGroups(shards, groups);
	} catch (error) {
		const reason = toMessage(error);
		shards.onError(`write ${groups.length} groups of events to ${groups[0]?.shard}`, error);
		return groups.map(({ rows }) => toLater(rows, reason));
	}
}
