import { TENANT_MOVED } from "../d1/fault.ts";

/** A table of a shard whose rows are tenants': its primary key is the column `tenant` and then these. */
export interface KeyedTable {
	readonly table: string;
	readonly key: readonly string[];
	/** Columns whose values before each change are kept, those of the key first; none where nothing restores the rows. */
	readonly history?: readonly string[];
}

/** Of every table of events. */
export const EVENT_KEY = ["time", "id"] as const;

/** The database's clock in milliseconds since 1970: the writer's own would have to be in each statement. */
export const NOW_MS = "CAST(unixepoch('subsec') * 1000 AS INTEGER)";

/** Which row tells the tenant that a change is for. */
const ROWS = { INSERT: "NEW", UPDATE: "NEW", DELETE: "OLD" } as const;
type Change = keyof typeof ROWS;
const CHANGES: readonly Change[] = ["INSERT", "UPDATE", "DELETE"];

const toFence = (table: string, change: Change) => `CREATE TRIGGER ${table}_fence_${change.toLowerCase()} BEFORE ${change} ON ${table}
WHEN NOT EXISTS (SELECT 1 FROM open_tenants WHERE tenant = ${ROWS[change]}.tenant)
AND NOT EXISTS (SELECT 1 FROM tenant_places WHERE tenant = ${ROWS[change]}.tenant AND pass = 1)
BEGIN
	SELECT RAISE(ABORT, '${TENANT_MOVED}');
END`;

const toValues = (row: string, columns: readonly string[]) => columns.map((column) => `${row}.${column}`).join(", ");

const toLog = ({ table, key }: KeyedTable, change: Change) => {
	const row = ROWS[change];
	return `CREATE TRIGGER ${table}_change_${change.toLowerCase()} AFTER ${change} ON ${table}
WHEN EXISTS (SELECT 1 FROM tenant_places WHERE tenant = ${row}.tenant AND state = 'leaving')
BEGIN
	INSERT INTO tenant_changes (tenant, seq, name, key)
	SELECT ${row}.tenant, coalesce((SELECT max(seq) FROM tenant_changes WHERE tenant = ${row}.tenant), 0) + 1, '${table}', json_array(${toValues(row, key)});
END`;
};

const toHistory = ({ table, key }: KeyedTable, columns: readonly string[], change: Change) => {
	const row = ROWS[change];
	const keyed = `'${table}', json_array(${toValues(row, key)})`;
	return `CREATE TRIGGER ${table}_history_${change.toLowerCase()} AFTER ${change} ON ${table}
WHEN EXISTS (SELECT 1 FROM history_log)
AND NOT EXISTS (SELECT 1 FROM tenant_places WHERE tenant = ${row}.tenant AND pass = 1)
BEGIN
	INSERT INTO tenant_history (tenant, name, key, seq, at, old_row)
	SELECT ${row}.tenant, ${keyed},
		coalesce((SELECT max(seq) FROM tenant_history WHERE (tenant, name, key) = (${row}.tenant, ${keyed})), 0) + 1,
		${NOW_MS}, ${change === "INSERT" ? "'null'" : `json_array(${toValues("OLD", columns)})`};
END`;
};

/** Aborts every change for a tenant that isn't open on the shard, but for those of a move that brings it or clears what it left. */
export const toFenceTriggers = (table: string): string[] => CHANGES.map((change) => toFence(table, change));

/**
 * The fence; what writes changes down while their tenant is leaving: no other time, so that no other time it costs a row; and, where the
 * table has a history, what keeps each row as it was. A move and a restore write past all of it but the log of changes.
 */
export const toTenantTriggers = (table: KeyedTable): string[] => {
	const { history } = table;
	return [
		...toFenceTriggers(table.table),
		...CHANGES.map((change) => toLog(table, change)),
		...(history ? CHANGES.map((change) => toHistory(table, history, change)) : []),
	];
};

/** The name in a statement of {@link toTenantTriggers}. */
export const toTriggerName = (sql: string): string => sql.split(" ", 3)[2] ?? "";
