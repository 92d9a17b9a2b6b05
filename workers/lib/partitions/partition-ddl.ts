import { PARTITION_CHANGED } from "../d1/fault.ts";
import { type Statement, toStatement } from "../d1/statement.ts";
import { EVENT_KEY, toTenantTriggers } from "../tenant-tables/tenant-triggers.ts";
import type { Partition } from "./partition.ts";
import { toTable } from "./register.ts";

type Change = "INSERT" | "UPDATE" | "DELETE";
const CHANGES: readonly Change[] = ["INSERT", "UPDATE", "DELETE"];

const toLock = (table: string, change: Change) => `CREATE TRIGGER IF NOT EXISTS ${table}_closed_${change.toLowerCase()}
BEFORE ${change} ON ${table}
BEGIN
	SELECT RAISE(ABORT, '${PARTITION_CHANGED}');
END`;

// The event comes last, so that the keys and types before it are read without it.
const toTableDdl = (table: string, { startsAt, endsAt }: Partition) => [
	`CREATE TABLE ${table} (
	tenant TEXT NOT NULL,
	time INTEGER NOT NULL CHECK (time >= ${startsAt} AND time < ${endsAt}),
	id TEXT NOT NULL,
	type TEXT NOT NULL,
	event TEXT NOT NULL,
	PRIMARY KEY (tenant, time, id)
) STRICT, WITHOUT ROWID`,
	`CREATE UNIQUE INDEX ${table}_by_id ON ${table} (tenant, id)`,
	...toTenantTriggers({ table, key: EVENT_KEY }),
];

const toStatements = (sql: readonly string[]): Statement[] => sql.map((text) => toStatement(text));

/** Enters a partition in the register and makes its first table with its fence; refused as a whole where it was made before. */
export function toPartitionDdl(partition: Partition): Statement[] {
	const { name, startsAt, endsAt } = partition;
	const register = `INSERT INTO event_partitions (name, starts_at, ends_at) VALUES ('${name}', ${startsAt}, ${endsAt})`;
	return toStatements([register, ...toTableDdl(name, partition)]);
}

/** Makes the table for events that come when the layers before it take none. */
export function toLayerDdl(partition: Partition, layer: number): Statement[] {
	const register = `INSERT INTO event_layers (partition, layer, state) VALUES ('${partition.name}', ${layer}, 'open')`;
	return toStatements([register, ...toTableDdl(toTable(partition.name, layer), partition)]);
}

/** From then on no row of the layer changes. */
export function toCloseDdl({ name }: Partition, layer: number): Statement[] {
	const register = `INSERT INTO event_layers (partition, layer, state) VALUES ('${name}', ${layer}, 'closed')
ON CONFLICT (partition, layer) DO UPDATE SET state = 'closed' WHERE state = 'open'`;
	return toStatements([register, ...CHANGES.map((change) => toLock(toTable(name, layer), change))]);
}
