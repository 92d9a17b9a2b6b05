import type { D1Access } from "../d1/make-d1-access.ts";
import { toStatement } from "../d1/statement.ts";
import type { EventDatabase } from "../events/insert-events.ts";
import type { CopyCursor } from "../move/move-data.ts";
import { toUpsertRows } from "../move/move-sql.ts";
import { toTablePage } from "../move/table-page.ts";
import { type Found, listTables, requireTable, toParameters } from "../move/tenant-rows.ts";
import type { Row } from "../tenant-tables/row.ts";
import { HISTORY_TABLES } from "../tenant-tables/tenant-tables.ts";
import type { RestorePlan } from "./restore-plan.ts";
import {
	EVENTS_PAGE,
	FIND_PAGE,
	toEmpty,
	toFindBound,
	toKeepNothing,
	toKeepRange,
	toKeepRows,
	toRemoveEvents,
	toRemoveRows,
	toRestoreRows,
} from "./restore-sql.ts";
import type { RestoreCursor, RestoredPage } from "./shard-restorer.ts";

/** A shard that takes what a restore writes. */
export interface RestoringPlace {
	readonly plan: RestorePlan;
	readonly database: EventDatabase;
	/** To look. */
	readonly access: D1Access;
	/** To write, past the fence. */
	readonly own: D1Access;
}

/** Keeps a page of rows as they are, and puts them back as they were, in one transaction. */
export async function restorePage(place: RestoringPlace, cursor: RestoreCursor | null): Promise<RestoredPage> {
	const { plan, database, own } = place;
	const { table, after, last, rows, next } = await findPage(place, cursor);
	if (last === null) return { next, rows: 0 };
	const values = [plan.tenant, table.table, after, plan.to, last] as const;
	const statements = [toKeepRows(table), toRestoreRows(table), toRemoveRows(table)].map((sql) => toStatement(sql, ...values));
	await own.run(database, statements, "once");
	return { next: { table: table.table, after: last }, rows };
}

interface Page {
	readonly last: string | null;
	readonly rows: number;
}

/** The next page of the cursor's table; where it has none, only where to look next. */
async function findPage({ access, database, plan: { tenant, to } }: RestoringPlace, cursor: RestoreCursor | null) {
	const start = Math.max(
		HISTORY_TABLES.findIndex(({ table }) => table === cursor?.table),
		0,
	);
	const table = HISTORY_TABLES[start];
	if (!table) throw new Error("no table has a history");
	const after = cursor?.after ?? "";
	const [[found] = []] = await access.run<Page>(database, [toStatement(FIND_PAGE, tenant, table.table, after, to)], "idempotent");
	const following = HISTORY_TABLES[start + 1];
	const next: RestoredPage["next"] = following ? { table: following.table, after: "" } : null;
	return { table, after, last: found?.last ?? null, rows: found?.rows ?? 0, next };
}

/** Keeps a page of rows as they are, and deletes them. */
export async function emptyPage({ plan, database, access, own }: RestoringPlace, cursor: CopyCursor | null): Promise<CopyCursor | null> {
	const { tables, next } = toTablePage(HISTORY_TABLES, cursor);
	for (const { table, after } of tables) {
		const [[bound] = []] = await access.run<Found>(database, [toStatement(toFindBound(table), plan.tenant, ...after)], "idempotent");
		if (!bound) continue;
		const last = table.key.map((column) => bound[column] ?? null);
		const values = [plan.tenant, table.table, ...after, ...last];
		await own.run(database, [toStatement(toKeepRange(table), ...values), toStatement(toEmpty(table), ...values)], "once");
		return { table: table.table, after: last };
	}
	return next;
}

/** What an export has rows of. */
const RECORDS = requireTable("records");

/** Stores rows where there were none, all or nothing. */
export async function bringRows({ plan, database, own }: Omit<RestoringPlace, "access">, rows: readonly Row[]): Promise<void> {
	const statements = toParameters(rows).flatMap((parameter) => [
		toStatement(toKeepNothing(RECORDS), plan.tenant, RECORDS.table, parameter),
		toStatement(toUpsertRows(RECORDS), plan.tenant, parameter),
	]);
	if (statements.length > 0) await own.run(database, statements, "once");
}

/** Deletes a page of events that are later. */
export async function removeEvents({ plan, database, access, own }: RestoringPlace, cursor: CopyCursor | null): Promise<CopyCursor | null> {
	const events = (await listTables({ access, database })).filter(({ kind }) => kind === "events");
	const { tables, next } = toTablePage(events, cursor);
	for (const { table } of tables) {
		const [removed = []] = await own.run(database, [toStatement(toRemoveEvents(table), plan.tenant, plan.to)], "once");
		if (removed.length === EVENTS_PAGE) return { table: table.table, after: null };
	}
	return next;
}
