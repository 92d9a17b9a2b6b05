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

/** Tables of one name. To add one: a migration that makes it with its triggers (`toTenantTriggers`), and an entry here. */
const ROWS: readonly TenantTable[] = [
	{
		table: "records",
		kind: "rows",
		key: ["collection", "id"],
		columns: ["collection", "id", "etag", "updated_at", "version", "data"],
		numbers: ["updated_at", "version"],
		first: ["", ""],
		bulk: "data",
		toShard: (shards, [collection, id]) => toRecordShard(shards, { collection: toText(collection), id: toText(id) }),
	},
];

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

/** Null for a name that no tenant's rows are under. */
export const findTenantTable = (name: string): TenantTable | null =>
	ROWS.find(({ table }) => table === name) ?? (EVENT_TABLE.test(name) ? toEventTable(name) : null);
