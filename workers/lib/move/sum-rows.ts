import { toStatement } from "../d1/statement.ts";
import type { Row } from "../tenant-tables/row.ts";
import type { TenantTable } from "../tenant-tables/tenant-tables.ts";
import type { CopyCursor, SumPage, TableRows, TableSum } from "./move-data.ts";
import type { MovePlan } from "./move-plan.ts";
import { toReadChangedKeys, toReadWeights, toSumKeys, WEIGHTS_PAGE } from "./move-sql.ts";
import { placesOf } from "./read-placed.ts";
import { leaves } from "./read-source.ts";
import { toTablePage } from "./table-page.ts";
import { type Found, listTables, requireTable, type Shard, toParameters, toRow } from "./tenant-rows.ts";

/** By kind of table: partitions may be cut otherwise elsewhere. */
const toName = ({ kind, table }: TenantTable) => (kind === "events" ? "events" : table);

/**
 * The next rows' count and checksum, in the order of tables and keys: of those that leave a source and have not changed behind `upTo`, or
 * of all on a target, where that is null. One transaction a table, so that a change is in the sum or among the keys that changed.
 */
export async function sumPage(shard: Shard, plan: MovePlan, id: string, cursor: CopyCursor | null, upTo: number | null): Promise<SumPage> {
	const all = await listTables(shard);
	if (cursor && !all.some(({ table }) => table === cursor.table)) throw new Error(`${cursor.table} is no more on ${id}`);
	const { tables, next } = toTablePage(all, cursor);
	const sums: TableSum[] = [];
	const changed: TableRows[] = [];
	for (const { table, after } of tables) {
		const page = await sumTable(shard, plan, table, after, upTo);
		const isMeant = (key: Row) => upTo === null || leaves(plan, id, table, key);
		const own = page.rows.filter(({ key }) => isMeant(key));
		sums.push({ name: toName(table), rows: own.length, sum: own.reduce((total, { weight }) => total + weight, 0) });
		const gone = page.changed.filter(isMeant);
		if (gone.length > 0) changed.push({ table: table.table, rows: [], gone });
		if (page.next) return { sums, changed, next: { table: table.table, after: page.next } };
	}
	return { sums, changed, next };
}

async function sumTable({ access, database }: Shard, { tenant }: MovePlan, table: TenantTable, after: Row, upTo: number | null) {
	const weigh = toStatement(toReadWeights(table), tenant, ...after);
	const look = upTo === null ? [] : [toStatement(toReadChangedKeys(table), tenant, ...after, upTo)];
	const [found = [], changes = []] = await access.run<Found>(database, [weigh, ...look], "idempotent");
	const keys = changes.map((row): Row => JSON.parse(String(row["key"])));
	const changed = new Set(keys.map((key) => JSON.stringify(key)));
	const rows = found.map((row) => ({ key: toRow({ ...table, columns: table.key }, row), weight: Number(row["weight"]) }));
	return {
		rows: rows.filter(({ key }) => !changed.has(JSON.stringify(key))),
		changed: keys,
		next: rows.length < WEIGHTS_PAGE ? null : (rows.at(-1)?.key ?? null),
	};
}

/** Count and checksum of the rows of these keys that are there. */
export async function sumKeys({ access, database }: Shard, { tenant }: MovePlan, tables: readonly TableRows[]): Promise<TableSum[]> {
	const sums: TableSum[] = [];
	for (const { table: name, gone } of tables) {
		for (const table of await placesOf({ access, database }, requireTable(name))) {
			const asked = toParameters(gone).map((keys) => toStatement(toSumKeys(table), tenant, keys));
			const found = await access.run<Omit<TableSum, "name">>(database, asked, "idempotent");
			sums.push(...found.flatMap((results) => results.map((sum) => ({ name: toName(table), ...sum }))));
		}
	}
	return sums;
}
