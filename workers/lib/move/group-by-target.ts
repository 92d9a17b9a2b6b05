import { findTenantTable } from "../tenant-tables/tenant-tables.ts";
import type { TableRows } from "./move-data.ts";
import type { MovePlan } from "./move-plan.ts";

/** Rows and deleted keys by the shard where they belong after the move. */
export function groupByTarget({ target }: MovePlan, tables: readonly TableRows[]): Map<string, TableRows[]> {
	const byShard = new Map<string, TableRows[]>();
	for (const { table, rows, gone } of tables) {
		const kind = findTenantTable(table);
		if (!kind) throw new Error(`${table} is no table of tenants' rows`);
		const ofRow = Map.groupBy(rows, (row) => kind.toShard(target.shards, row));
		const ofGone = Map.groupBy(gone, (key) => kind.toShard(target.shards, key));
		for (const shard of new Set([...ofRow.keys(), ...ofGone.keys()])) {
			const own = { table, rows: ofRow.get(shard) ?? [], gone: ofGone.get(shard) ?? [] };
			byShard.set(shard, [...(byShard.get(shard) ?? []), own]);
		}
	}
	return byShard;
}
