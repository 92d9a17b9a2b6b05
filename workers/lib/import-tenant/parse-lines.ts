import * as z from "zod";
import type { EventMessage } from "../events/event-message.ts";
import { type PartitionWidth, toPartition } from "../partitions/partition-width.ts";
import type { EventGroup } from "../rpc.ts";
import type { TenantContext } from "../tenant-context.ts";
import { toEventShard } from "../tenant-tables/to-shard.ts";

const record = z.object({
	collection: z.string(),
	id: z.string(),
	etag: z.string(),
	updatedAt: z.int(),
	version: z.int(),
	data: z.string(),
});
const event = z.object({ time: z.int(), id: z.string(), event: z.string() });
const typed = z.object({ type: z.string() });

type ImportedRecord = Readonly<z.infer<typeof record>>;

/** In the order of the table's columns. */
export const toRecordRow = ({ collection, id, etag, updatedAt, version, data }: ImportedRecord) => [
	collection,
	id,
	etag,
	updatedAt,
	version,
	data,
];

export const parseRecordLine = (line: string): ImportedRecord => record.parse(JSON.parse(line));

/** The type isn't in the line, for the event itself has it. */
function parseEventLine(line: string, { tenant, shards, location, epoch }: TenantContext, width: PartitionWidth): EventMessage {
	const { time, id, event: text } = event.parse(JSON.parse(line));
	const { type } = typed.parse(JSON.parse(text));
	const place = { shard: toEventShard(shards, id), location, epoch, partition: toPartition(time, width).name };
	return { tenant, time, id, type, event: text, ...place };
}

/** Events as they go to the shards: a group for each table. */
export function toEventGroups(lines: readonly string[], context: TenantContext, width: PartitionWidth): readonly EventGroup[] {
	const events = lines.map((line) => parseEventLine(line, context, width));
	const groups = Map.groupBy(events, ({ shard, partition }) => `${shard} ${partition}`);
	return [...groups.values()].flatMap((rows) => {
		const [first] = rows;
		if (!first) return [];
		const { shard, location, partition, epoch } = first;
		return [
			{ shard, location, partition, epoch, rows: rows.map(({ tenant, time, id, type, event }) => ({ tenant, time, id, type, event })) },
		];
	});
}
