import { mapBounded } from "../concurrency/map-bounded.ts";
import { toD1Fault } from "../d1/fault.ts";
import { prepare, toStatement } from "../d1/statement.ts";
import { type Partition, parsePartition } from "../partitions/partition.ts";
import type { EventGroup, EventOutcome, EventRow, UnstoredRow } from "../rpc.ts";
import type { TenantContext } from "../tenant-context.ts";
import { FIND_MOVED } from "./event-sql.ts";
import { type EventDatabase, insertEvents } from "./insert-events.ts";
import { toEventShard } from "./send-events.ts";

export interface EventShards {
	/** The shard's database; null where this Worker doesn't bind it. */
	readonly find: (shard: string, location: string) => EventDatabase | null;
	/** Reads a tenant's home past every cache. */
	readonly readHome: (tenant: string) => Promise<TenantContext | null>;
}

type IndexedRow = EventRow & { readonly index: number };

const NOTHING: EventOutcome = { refused: [], later: [] };

const toAll = (rows: readonly IndexedRow[], reason: string): UnstoredRow[] => rows.map(({ index }) => ({ index, reason }));

const join = (outcomes: readonly EventOutcome[]): EventOutcome => ({
	refused: outcomes.flatMap(({ refused }) => refused),
	later: outcomes.flatMap(({ later }) => later),
});

/** Stores a group of events; those whose tenant has left the shard go where the directory now says, and wait while they may not. */
export async function writeEvents(shards: EventShards, group: EventGroup): Promise<EventOutcome> {
	const rows = group.rows.map((row, index) => ({ ...row, index }));
	const partition = parsePartition(group.partition);
	if (!partition) return { ...NOTHING, refused: toAll(rows, `there is no partition ${group.partition}`) };
	const database = shards.find(group.shard, group.location);
	if (!database) return followMoved(shards, partition, rows);
	const moved = await insertOpen(database, partition, rows);
	return moved.rows.length === 0 ? moved.outcome : join([moved.outcome, await followMoved(shards, partition, moved.rows)]);
}

/** Inserts the rows of tenants that are open on the shard; gives back the others. */
async function insertOpen(database: EventDatabase, partition: Partition, rows: readonly IndexedRow[]) {
	try {
		return { outcome: await insert(database, partition, rows), rows: [] };
	} catch (error) {
		if (toD1Fault(error) !== "moved") throw error;
	}
	const tenants = JSON.stringify([...new Set(rows.map(({ tenant }) => tenant))]);
	const { results } = await prepare(database, toStatement(FIND_MOVED, tenants)).all<{ readonly tenant: string }>();
	const gone = new Set(results.map(({ tenant }) => tenant));
	const open = rows.filter(({ tenant }) => !gone.has(tenant));
	// A tenant that closes in between aborts this too: then the whole group comes again.
	const outcome = open.length === 0 ? NOTHING : await insert(database, partition, open);
	return { outcome, rows: rows.filter(({ tenant }) => gone.has(tenant)) };
}

async function insert(database: EventDatabase, partition: Partition, rows: readonly IndexedRow[]): Promise<EventOutcome> {
	const refused = await insertEvents(database, partition, rows);
	return { ...NOTHING, refused: refused.map(({ row, reason }) => ({ index: row.index, reason })) };
}

async function followMoved(shards: EventShards, partition: Partition, rows: readonly IndexedRow[]): Promise<EventOutcome> {
	const byTenant = [...Map.groupBy(rows, ({ tenant }) => tenant)];
	const outcomes = await mapBounded(byTenant, async ([tenant, members]) => {
		const home = await shards.readHome(tenant);
		if (!home) return { ...NOTHING, refused: toAll(members, `there is no tenant ${tenant}`) };
		const byShard = [...Map.groupBy(members, ({ id }) => toEventShard(home.shards, id))];
		return join(await mapBounded(byShard, ([shard, own]) => writeAtHome(shards, { shard, home }, partition, own)));
	});
	return join(outcomes);
}

async function writeAtHome(
	shards: EventShards,
	{ shard, home }: { readonly shard: string; readonly home: TenantContext },
	partition: Partition,
	rows: readonly IndexedRow[],
): Promise<EventOutcome> {
	const later = { ...NOTHING, later: toAll(rows, `tenant ${home.tenant} is being moved`) };
	const database = shards.find(shard, home.location);
	if (!database) return { ...NOTHING, later: toAll(rows, `shard ${shard} is out of reach`) };
	const { outcome, rows: closed } = await insertOpen(database, partition, rows);
	return closed.length === 0 ? outcome : later;
}
