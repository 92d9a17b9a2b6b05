import { mapBounded } from "../concurrency/map-bounded.ts";
import { toD1Fault } from "../d1/fault.ts";
import { type D1Access, type D1Runner, makeD1Access } from "../d1/make-d1-access.ts";
import type { Safety } from "../d1/retry-d1.ts";
import { type Statement, toStatement } from "../d1/statement.ts";
import { type Partition, parsePartition } from "../partitions/partition.ts";
import type { PartitionWidth } from "../partitions/partition-width.ts";
import type { EventGroup, EventOutcome, EventRow, UnstoredRow } from "../rpc.ts";
import { isOwnShard } from "../shards.ts";
import type { TenantContext } from "../tenant-context.ts";
import { toEventShard } from "../tenant-tables/to-shard.ts";
import { leaveOutAdopted } from "./adopted-layers.ts";
import { FIND_MOVED } from "./event-sql.ts";
import { type EventDatabase, insertEvents } from "./insert-events.ts";
import { type EventArchive, isUnplaced, type PlaceTarget, placeEvents } from "./place-events.ts";

export interface EventShards {
	/** The shard's database; null where this Worker doesn't bind it. */
	readonly find: (shard: string, location: string) => EventDatabase | null;
	/** Reads a tenant's home past every cache. */
	readonly readHome: (tenant: string) => Promise<TenantContext | null>;
	readonly access?: D1Access;
	/** Of new partitions; a month without it. */
	readonly width?: PartitionWidth;
	/** Needed once a shard has archived partitions: an event that is there already isn't stored again. */
	readonly archive?: EventArchive;
	readonly now?: () => number;
}

/** Where rows go, as their message has it: the partition holds as long as the shard has it. */
interface Table extends PlaceTarget {
	readonly partition: Partition;
	readonly now: () => number;
}
type Source = Omit<Table, "database" | "shard">;

type IndexedRow = EventRow & { readonly index: number };

const NOTHING = { refused: [], later: [] } as const satisfies EventOutcome;

const toAll = (rows: readonly IndexedRow[], reason: string): UnstoredRow[] => rows.map(({ index }) => ({ index, reason }));

function join(outcomes: readonly EventOutcome[]): EventOutcome {
	const elsewhere = outcomes.flatMap((outcome) => outcome.elsewhere ?? []);
	const both = { refused: outcomes.flatMap(({ refused }) => refused), later: outcomes.flatMap(({ later }) => later) };
	return elsewhere.length > 0 ? { ...both, elsewhere } : both;
}

/** Stores a group of events; those whose tenant has left the shard go where the directory now says, and wait while they may not. */
export async function writeEvents(shards: EventShards, group: EventGroup): Promise<EventOutcome> {
	const rows = group.rows.map((row, index) => ({ ...row, index }));
	const partition = parsePartition(group.partition);
	if (!partition) return { ...NOTHING, refused: toAll(rows, `there is no partition ${group.partition}`) };
	const { access = makeD1Access(), width = "month", archive = null, now = Date.now, find } = shards;
	const table = { access, width, archive, partition, now };
	const database = find(group.shard, group.location);
	if (!database) return followMoved(shards, table, rows);
	const moved = await insertOpen({ ...table, database, shard: group.shard }, rows, group.epoch);
	return moved.rows.length === 0 ? moved.outcome : join([moved.outcome, await followMoved(shards, table, moved.rows)]);
}

/** Inserts the rows of tenants that are open on the shard, at that epoch where it is a tenant's own; gives back the others. */
async function insertOpen(table: Table, rows: readonly IndexedRow[], epoch: number | undefined) {
	try {
		const access = epoch === undefined ? table.access : fenced(table.access, rows, epoch);
		return { outcome: await insert({ ...table, access }, rows), rows: [] };
	} catch (error) {
		if (toD1Fault(error) !== "moved") throw error;
	}
	if (epoch !== undefined) return { outcome: NOTHING, rows };
	const tenants = JSON.stringify([...new Set(rows.map(({ tenant }) => tenant))]);
	const statement = toStatement(FIND_MOVED, tenants);
	const [moved = []] = await table.access.run<{ readonly tenant: string }>(table.database, [statement], "idempotent");
	const gone = new Set(moved.map(({ tenant }) => tenant));
	const open = rows.filter(({ tenant }) => !gone.has(tenant));
	// A tenant that closes in between aborts this too: then the whole group comes again.
	const outcome = open.length === 0 ? NOTHING : await insert(table, open);
	return { outcome, rows: rows.filter(({ tenant }) => gone.has(tenant)) };
}

/** Partitions don't overlap, so a row that fits a table which stands is where it belongs: the register is read only where there is no such table. */
async function insert(table: Table, given: readonly IndexedRow[]): Promise<EventOutcome> {
	const rows = await leaveOutAdopted(table, given);
	if (rows.length === 0) return NOTHING;
	const refused = await insertEvents({ ...table, table: table.partition.name }, rows).catch((error: unknown) => {
		if (!isUnplaced(error)) throw error;
		return placeEvents(table, table.partition, rows);
	});
	return { ...NOTHING, refused: refused.map(({ row, reason }) => ({ index: row.index, reason })) };
}

const CHECK_FENCE = "INSERT INTO tenant_fence (tenant, epoch) SELECT value, ?2 FROM json_each(?1)";

/** Aborts its transaction where one of the rows' tenants isn't open on the shard at that epoch. */
export const toFenceCheck = (rows: readonly Pick<EventRow, "tenant">[], epoch: number): Statement =>
	toStatement(CHECK_FENCE, JSON.stringify([...new Set(rows.map(({ tenant }) => tenant))]), epoch);

/** Each run in one transaction with a look at the fence. */
function fenced(access: D1Access, rows: readonly IndexedRow[], epoch: number): D1Access {
	const check = toFenceCheck(rows, epoch);
	return {
		async run<T>(on: D1Runner<unknown>, statements: readonly Statement[], safety: Safety) {
			const [, ...results] = await access.run<T>(on, [check, ...statements], safety);
			return results;
		},
	};
}

async function followMoved(shards: EventShards, table: Source, rows: readonly IndexedRow[]): Promise<EventOutcome> {
	const byTenant = [...Map.groupBy(rows, ({ tenant }) => tenant)];
	const outcomes = await mapBounded(byTenant, async ([tenant, members]) => {
		const home = await shards.readHome(tenant);
		if (!home) return { ...NOTHING, refused: toAll(members, `there is no tenant ${tenant}`) };
		const byShard = [...Map.groupBy(members, ({ id }) => toEventShard(home.shards, id))];
		return join(await mapBounded(byShard, ([shard, own]) => writeAtHome(shards, { shard, home }, table, own)));
	});
	return join(outcomes);
}

async function writeAtHome(
	shards: EventShards,
	{ shard, home }: { readonly shard: string; readonly home: TenantContext },
	table: Source,
	rows: readonly IndexedRow[],
): Promise<EventOutcome> {
	const later = { ...NOTHING, later: toAll(rows, `tenant ${home.tenant} is being moved`) };
	const database = shards.find(shard, home.location);
	const { location, epoch } = home;
	if (!database) return { ...NOTHING, elsewhere: rows.map(({ index }) => ({ index, shard, location, epoch })) };
	const { outcome, rows: closed } = await insertOpen({ ...table, database, shard }, rows, isOwnShard(shard) ? epoch : undefined);
	return closed.length === 0 ? outcome : later;
}
