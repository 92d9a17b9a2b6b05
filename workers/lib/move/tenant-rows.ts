import { chunkByBytes, toByteLength } from "../chunk-by-bytes/chunk-by-bytes.ts";
import type { D1Access } from "../d1/make-d1-access.ts";
import { toStatement } from "../d1/statement.ts";
import type { EventDatabase } from "../events/insert-events.ts";
import { parseRegister, type RegisterRow, toFindLayers, toTable } from "../partitions/register.ts";
import type { Row, Value } from "../tenant-tables/row.ts";
import { findTenantTable, ROW_TABLES, type TenantTable } from "../tenant-tables/tenant-tables.ts";
import { toReadKeys } from "./move-sql.ts";

export interface Shard {
	readonly access: D1Access;
	readonly database: EventDatabase;
}

/** Below D1's longest string of 2 MB (/d1/platform/limits/, 2026-04-21), whatever JSON makes of a row. */
const MAX_PARAMETER_BYTES = 1_800_000;

const MAX_PARTITIONS = 1_000;
const END_OF_TIME = Date.UTC(9999, 0, 1);

/** Rows as one or more parameters. */
export const toParameters = (rows: readonly Row[]): string[] =>
	chunkByBytes(
		rows.map((row) => JSON.stringify(row)),
		{ maxItems: Number.POSITIVE_INFINITY, maxBytes: MAX_PARAMETER_BYTES, toBytes: (json) => toByteLength(json) + 1 },
	).map((chunk) => `[${chunk.join(",")}]`);

export function requireTable(name: string): TenantTable {
	const table = findTenantTable(name);
	if (!table) throw new Error(`${name} is no table of tenants' rows`);
	return table;
}

/** The tables of a shard that hold tenants' rows, in an order that stays: those that a partition adds later are in nobody's way. */
export async function listTables({ access, database }: Shard): Promise<TenantTable[]> {
	const [rows = []] = await access.run<RegisterRow>(database, [toFindLayers(0, END_OF_TIME, MAX_PARTITIONS)], "idempotent");
	const events = parseRegister(rows).flatMap(({ name, layers }) =>
		layers.flatMap(({ layer, state }) => (state === "archived" ? [] : [toTable(name, layer)])),
	);
	return [...ROW_TABLES, ...events.sort()].map(requireTable);
}

/** As D1 gives them: by column. */
export type Found = Readonly<Record<string, Value>>;

export const toRow = ({ columns }: TenantTable, found: Found): Row => columns.map((column) => found[column] ?? null);

export const toKey = ({ key }: TenantTable, row: Row): Row => row.slice(0, key.length);

/** The rows of these keys that are there. */
export async function readKeys({ access, database }: Shard, tenant: string, table: TenantTable, keys: readonly Row[]): Promise<Row[]> {
	const rows: Row[] = [];
	for (const parameter of toParameters(keys)) {
		const [found = []] = await access.run<Found>(database, [toStatement(toReadKeys(table), tenant, parameter)], "idempotent");
		rows.push(...found.map((one) => toRow(table, one)));
	}
	return rows;
}
