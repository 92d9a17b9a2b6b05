import type { Row, Value } from "./row.ts";
import { EVENT_KEY, type KeyedTable } from "./tenant-triggers.ts";
import { toEventShard, toRecordShard } from "./to-shard.ts";

/** A table that a move carries. */
export interface TenantTable extends KeyedTable {
	/** All but `tenant`, those of the key first. */
	readonly columns: readonly string[];
	/** Columns that hold numbers. */
	readonly numbers: readonly string[];
	/** A key before every other. */
	readonly first: Row;
	/** The longest column: what a page of rows is measured by. */
	readonly bulk: string;
	/** Whose name leads to it: of events a partition's, of which there are many; else the table's own. */
	readonly kind: "rows" | "events";
	/** Where a key belongs, of the shards that its tenant has. */
	readonly toShard: (shards: readonly string[], key: Row) => string;
}

const toText = (value: Value | undefined) => String(value ?? "");

const RECORD_COLUMNS = ["collection", "id", "etag", "updated_at", "version", "data"] as const;

/** Tables of one name. To add one: a migration that makes it with its triggers (`toTenantTriggers`), and an entry here. */
const ROWS: readonly TenantTable[] = [
	{
		table: "records",
		kind: "rows",
		key: ["collection", "id"],
		columns: RECORD_COLUMNS,
		history: RECORD_COLUMNS,
		numbers: ["updated_at", "version"],
		first: ["", ""],
		bulk: "data",
		toShard: (shards, [collection, id]) => toRecordShard(shards, { collection: toText(collection), id: toText(id) }),
	},
	{
		table: "tenant_history",
		kind: "rows",
		key: ["name", "key", "seq"],
		columns: ["name", "key", "seq", "at", "old_row"],
		numbers: ["seq", "at"],
		first: ["", "", 0],
		bulk: "old_row",
		// Wherever the row itself belongs.
		toShard: (shards, [name, key]) => requireHistoryTable(toText(name)).toShard(shards, JSON.parse(toText(key))),
	},
];

function requireHistoryTable(name: string): TenantTable {
	const table = ROWS.find((one) => one.table === name && one.history);
	if (!table) throw new Error(`${name} has a history and is no table that keeps one`);
	return table;
}

const EVENT_TABLE = /^events_\d{4}_\d\d(_\d\d_\d{1,2}d)?(_late_\d+)?$/;

const toEventTable = (table: string): TenantTable => ({
	table,
	kind: "events",
	key: EVENT_KEY,
	columns: [...EVENT_KEY, "type", "event"],
	numbers: ["time"],
	first: [-1, ""],
	bulk: "event",
	toShard: (shards, [, id]) => toEventShard(shards, toText(id)),
});

/** The names of the tables that are the same on every shard. */
export const ROW_TABLES: readonly string[] = ROWS.map(({ table }) => table);

/** Those that a restore brings back to what they were. */
export const HISTORY_TABLES: readonly TenantTable[] = ROWS.filter(({ history }) => history);

/** Null for a name that no tenant's rows are under. */
export const findTenantTable = (name: string): TenantTable | null =>
	ROWS.find(({ table }) => table === name) ?? (EVENT_TABLE.test(name) ? toEventTable(name) : null);
