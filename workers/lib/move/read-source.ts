import { toStatement } from "../d1/statement.ts";
import type { Row } from "../tenant-tables/row.ts";
import { findTenantTable, type TenantTable } from "../tenant-tables/tenant-tables.ts";
import type { ChangePage, CopyCursor, CopyPage, TableRows } from "./move-data.ts";
import type { MovePlan } from "./move-plan.ts";
import { toMeasureKeys, toReadRows } from "./move-sql.ts";
import { toTablePage } from "./table-page.ts";
import { type Found, listTables, readKeys, type Shard, toKey, toParameters, toRow } from "./tenant-rows.ts";

/** Whether a key leaves this shard: in a move all do, in a split those that another one wins. */
export const leaves = ({ target }: MovePlan, shard: string, table: TenantTable, key: Row): boolean =>
	table.toShard(target.shards, key) !== shard;

/** The next rows that leave a shard, in the order of tables and keys. */
export async function readPage(source: Shard, plan: MovePlan, shard: string, cursor: CopyCursor | null): Promise<CopyPage> {
	const { tables, next } = toTablePage(await listTables(source), cursor);
	for (const { table, after } of tables) {
		const statement = toStatement(toReadRows(table), plan.tenant, ...after);
		const [found = []] = await source.access.run<Found>(source.database, [statement], "idempotent");
		const rows = found.map((one) => toRow(table, one));
		const last = rows.at(-1);
		if (!last) continue;
		const own = rows.filter((row) => leaves(plan, shard, table, toKey(table, row)));
		return { tables: [{ table: table.table, rows: own, gone: [] }], next: { table: table.table, after: toKey(table, last) } };
	}
	return { tables: [], next };
}

interface Change {
	readonly seq: number;
	readonly name: string;
	readonly key: string;
}

const READ_CHANGES = "SELECT seq, name, key FROM tenant_changes WHERE tenant = ?1 AND seq > ?2 ORDER BY seq LIMIT 1000";
const LAST_CHANGE = "SELECT coalesce(max(seq), 0) AS seq FROM tenant_changes WHERE tenant = ?1";

const PAGE_BYTES = 2_000_000;

/** What became of the rows that changed behind a change: as they are now, or gone. */
export async function readChanges(source: Shard, plan: MovePlan, shard: string, after: number): Promise<ChangePage> {
	const asked = [toStatement(READ_CHANGES, plan.tenant, after), toStatement(LAST_CHANGE, plan.tenant)];
	const [changes = [], [last] = []] = await source.access.run<Change>(source.database, asked, "idempotent");
	const first = new Map<string, Change>();
	for (const change of changes) {
		const name = `${change.name} ${change.key}`;
		if (!first.has(name)) first.set(name, change);
	}
	const fitting = await cutToSize(source, plan, [...first.values()]);
	const upTo = fitting.cut === null ? (changes.at(-1)?.seq ?? after) : fitting.cut - 1;
	const tables: TableRows[] = [];
	for (const [name, own] of Map.groupBy(fitting.changes, (change) => change.name))
		tables.push(await readTable(source, plan, shard, name, own));
	return { tables, upTo, left: Math.max((last?.seq ?? upTo) - upTo, 0) };
}

/** The changes whose rows fit a page, and the first one that doesn't. */
async function cutToSize({ access, database }: Shard, plan: MovePlan, changes: readonly Change[]) {
	const sizes = new Map<Change, number>();
	for (const [name, own] of Map.groupBy(changes, (change) => change.name)) {
		const table = findTenantTable(name);
		if (!table) throw new Error(`${name} has changed and is no table of tenants' rows`);
		const statement = toStatement(toMeasureKeys(table), plan.tenant, toKeys(own));
		const [found = []] = await access.run<{ readonly bytes: number | null }>(database, [statement], "idempotent");
		for (const [index, change] of own.entries()) sizes.set(change, found[index]?.bytes ?? 0);
	}
	let bytes = 0;
	for (const [index, change] of changes.entries()) {
		bytes += sizes.get(change) ?? 0;
		if (bytes > PAGE_BYTES && index > 0) return { changes: changes.slice(0, index), cut: change.seq };
	}
	return { changes, cut: null };
}

const toKeys = (changes: readonly Change[]) => `[${changes.map(({ key }) => key).join(",")}]`;

async function readTable(source: Shard, plan: MovePlan, shard: string, name: string, changes: readonly Change[]): Promise<TableRows> {
	const table = findTenantTable(name);
	if (!table) throw new Error(`${name} is no table of tenants' rows`);
	const keys = changes.map(({ key }): Row => JSON.parse(key)).filter((key) => leaves(plan, shard, table, key));
	const rows = await readKeys(source, plan.tenant, table, keys);
	const there = new Set(rows.map((row) => toParameters([toKey(table, row)])[0]));
	return { table: name, rows, gone: keys.filter((key) => !there.has(toParameters([key])[0])) };
}
