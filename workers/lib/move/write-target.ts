import { toStatement } from "../d1/statement.ts";
import { insertEvents } from "../events/insert-events.ts";
import { isUnplaced, type PlaceTarget, placeEvents } from "../events/place-events.ts";
import { parsePartition } from "../partitions/partition.ts";
import type { Row } from "../tenant-tables/row.ts";
import type { TenantTable } from "../tenant-tables/tenant-tables.ts";
import type { TableRows } from "./move-data.ts";
import { toDeleteKeys, toUpsertRows } from "./move-sql.ts";
import { placesOf } from "./read-placed.ts";
import { readKeys, requireTable, type Shard, toKey, toParameters } from "./tenant-rows.ts";

export interface TargetShard extends PlaceTarget {
	readonly tenant: string;
	/** To read back by: a look at what was written needs no pass. */
	readonly reading: Shard;
}

/** Writes rows as they are, deletes what is gone, and reads all of it back. @throws Error where it reads back otherwise. */
export async function writeTables(target: TargetShard, tables: readonly TableRows[]): Promise<void> {
	for (const { table: name, rows, gone } of tables) {
		const table = requireTable(name);
		if (table.kind === "events") await writeEvents(target, table, rows, gone);
		else await writeRows(target, table, rows, gone);
	}
}

async function writeRows(
	{ access, database, reading, tenant }: TargetShard,
	table: TenantTable,
	rows: readonly Row[],
	gone: readonly Row[],
) {
	const upserts = toParameters(rows).map((parameter) => toStatement(toUpsertRows(table), tenant, parameter));
	const deletes = toParameters(gone).map((parameter) => toStatement(toDeleteKeys(table), tenant, parameter));
	if (upserts.length + deletes.length === 0) return;
	await access.run(database, [...upserts, ...deletes], "once");
	const keys = [...rows.map((row) => toKey(table, row)), ...gone];
	assertSame(table.table, rows, await readKeys(reading, tenant, table, keys));
}

/** Where a target keeps an event its own register says: the name of the source's table is only where it was. */
async function writeEvents(target: TargetShard, table: TenantTable, rows: readonly Row[], gone: readonly Row[]) {
	const { tenant, reading } = target;
	const partition = parsePartition(table.table.replace(/_late_\d+$/, ""));
	if (!partition) throw new Error(`${table.table} is no table of events`);
	const events = rows.map(([time, id, type, event]) => ({
		tenant,
		time: Number(time),
		id: String(id),
		type: String(type),
		event: String(event),
	}));
	if (events.length > 0) {
		const refused = await insertEvents({ ...target, table: partition.name }, events).catch((error: unknown) => {
			if (!isUnplaced(error)) throw error;
			return placeEvents(target, partition, events);
		});
		if (refused[0]) throw new Error(`event ${refused[0].row.id} of ${tenant} was refused: ${refused[0].reason}`);
	}
	const keys = [...rows.map((row) => toKey(table, row)), ...gone];
	const found: Row[] = [];
	for (const place of await placesOf(reading, table)) {
		if (gone.length > 0) {
			const deletes = toParameters(gone).map((parameter) => toStatement(toDeleteKeys(place), tenant, parameter));
			await target.access.run(target.database, deletes, "once");
		}
		found.push(...(await readKeys(reading, tenant, place, keys)));
	}
	assertSame(table.table, rows, found);
}

function assertSame(table: string, written: readonly Row[], found: readonly Row[]): void {
	const toTexts = (rows: readonly Row[]) => rows.map((row) => JSON.stringify(row)).sort();
	const [wanted, read] = [toTexts(written), toTexts(found)];
	const wrong = wanted.findIndex((text, index) => text !== read[index]);
	if (wrong !== -1 || wanted.length !== read.length)
		throw new Error(`${table} reads back with ${read.length} rows where ${wanted.length} were written, or with others`);
}
