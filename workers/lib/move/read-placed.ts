import { parsePartition } from "../partitions/partition.ts";
import type { TenantTable } from "../tenant-tables/tenant-tables.ts";
import type { TableRows } from "./move-data.ts";
import type { MovePlan } from "./move-plan.ts";
import { listTables, readKeys, requireTable, type Shard, toKey } from "./tenant-rows.ts";

const spanOf = ({ table }: TenantTable) => parsePartition(table.replace(/_late_\d+$/, ""));

/** The tables of a shard that may hold what one of another shard's holds: of events all those that overlap it in time. */
export async function placesOf(shard: Shard, table: TenantTable): Promise<readonly TenantTable[]> {
	if (table.kind === "rows") return [table];
	const span = spanOf(table);
	if (!span) throw new Error(`${table.table} is no table of events`);
	return (await listTables(shard)).filter((place) => {
		const other = place.kind === "events" ? spanOf(place) : null;
		return other !== null && other.startsAt < span.endsAt && other.endsAt > span.startsAt;
	});
}

/** What a shard has of these rows and keys, wherever it keeps them: those that are there, and the keys of those that aren't. */
export async function readPlaced(shard: Shard, { tenant }: MovePlan, tables: readonly TableRows[]): Promise<TableRows[]> {
	const found: TableRows[] = [];
	for (const { table: name, rows: given, gone } of tables) {
		const table = requireTable(name);
		const keys = [...given.map((row) => toKey(table, row)), ...gone];
		const rows = [];
		for (const place of await placesOf(shard, table)) rows.push(...(await readKeys(shard, tenant, place, keys)));
		const there = new Set(rows.map((row) => JSON.stringify(toKey(table, row))));
		found.push({ table: name, rows, gone: keys.filter((key) => !there.has(JSON.stringify(key))) });
	}
	return found;
}
