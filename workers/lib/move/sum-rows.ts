import { toStatement } from "../d1/statement.ts";
import type { TenantTable } from "../tenant-tables/tenant-tables.ts";
import type { TableSum } from "./move-data.ts";
import { isSplit, type MovePlan } from "./move-plan.ts";
import { toReadWeights, toSum } from "./move-sql.ts";
import { leaves } from "./read-source.ts";
import { type Found, listTables, type Shard } from "./tenant-rows.ts";

/** Count and checksum by kind of table: partitions may be cut otherwise elsewhere. In a split, a shard that stays tells of what leaves. */
export async function sumRows(shard: Shard, plan: MovePlan, id: string): Promise<TableSum[]> {
	const tables = await listTables(shard);
	const part = isSplit(plan) && plan.source.shards.includes(id);
	const sums = part ? await sumLeaving(shard, plan, id, tables) : await sumAll(shard, plan, tables);
	const byName = Map.groupBy(sums, ({ name }) => name);
	return [...byName].map(([name, own]) => ({
		name,
		rows: own.reduce((total, { rows }) => total + rows, 0),
		sum: own.reduce((total, { sum }) => total + sum, 0),
	}));
}

const toName = ({ kind, table }: TenantTable) => (kind === "events" ? "events" : table);

async function sumAll({ access, database }: Shard, { tenant }: MovePlan, tables: readonly TenantTable[]): Promise<TableSum[]> {
	const statements = tables.map((table) => toStatement(toSum(table), tenant));
	const results = await access.run<Omit<TableSum, "name">>(database, statements, "idempotent");
	return tables.map((table, index) => ({ name: toName(table), rows: results[index]?.[0]?.rows ?? 0, sum: results[index]?.[0]?.sum ?? 0 }));
}

/** Which rows leave is told by their keys, and by no SQL. */
async function sumLeaving({ access, database }: Shard, plan: MovePlan, id: string, tables: readonly TenantTable[]): Promise<TableSum[]> {
	const sums: TableSum[] = [];
	for (const table of tables) {
		for (let after: TenantTable["first"] | null = table.first; after; ) {
			const statement = toStatement(toReadWeights(table), plan.tenant, ...after);
			const [found = []]: (readonly Found[])[] = await access.run<Found>(database, [statement], "idempotent");
			const keys = found.map((row) => table.key.map((column) => row[column] ?? null));
			const leaving = found.filter((_, index) => leaves(plan, id, table, keys[index] ?? []));
			sums.push({ name: toName(table), rows: leaving.length, sum: leaving.reduce((total, row) => total + Number(row["weight"]), 0) });
			after = keys.at(-1) ?? null;
		}
	}
	return sums;
}
