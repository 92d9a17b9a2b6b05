import type { D1Access } from "../d1/make-d1-access.ts";
import { toStatement } from "../d1/statement.ts";
import type { EventDatabase } from "../events/insert-events.ts";
import type { CopyCursor } from "../move/move-data.ts";
import type { Place } from "../move/move-plan.ts";
import { toUpsertRows } from "../move/move-sql.ts";
import { makePlaceAccess, requirePlace } from "../move/place-access.ts";
import { toTablePage } from "../move/table-page.ts";
import { type Found, listTables, requireTable, toParameters } from "../move/tenant-rows.ts";
import { parseRegister, type RegisterRow, toFindLayers } from "../partitions/register.ts";
import { HISTORY_TABLES } from "../tenant-tables/tenant-tables.ts";
import type { RestorePlan } from "./restore-plan.ts";
import {
	EVENTS_PAGE,
	FIND_LATER_ADOPTED,
	FIND_PAGE,
	READ_PAST,
	TAKE_OVER,
	toEmpty,
	toFindBound,
	toKeepNothing,
	toKeepRange,
	toKeepRows,
	toRemoveEvents,
	toRemoveRows,
	toRestoreRows,
} from "./restore-sql.ts";
import type { RestoreCursor, RestoredPage, ShardPast, ShardRestorer } from "./shard-restorer.ts";

export interface ShardRestorerOptions {
	/** Null for a shard that this Worker doesn't bind. */
	readonly find: (place: Place) => EventDatabase | null;
	readonly access: D1Access;
}

const MAX_PARTITIONS = 1_000;
const END_OF_TIME = Date.UTC(9999, 0, 1);

/** What a restore does on the shards that a Worker binds. */
export function makeShardRestorer({ find, access }: ShardRestorerOptions): ShardRestorer {
	const at = ({ source }: RestorePlan, shard: string) => {
		const database = find({ shard, location: source.location });
		if (!database) throw new Error(`shard ${shard} isn't bound here`);
		return database;
	};
	const take = async (plan: RestorePlan, shard: string, token: number) => {
		const place = await requirePlace(access, at(plan, shard), plan, ["coming"]);
		return makePlaceAccess(access, plan, { ...place, token }).access;
	};
	return {
		async readPast(place, tenant, to) {
			const database = find(place);
			if (!database) return null;
			const asked = [
				toStatement(READ_PAST, tenant, to),
				toStatement(FIND_LATER_ADOPTED, tenant, to),
				toFindLayers(to, END_OF_TIME, MAX_PARTITIONS),
			];
			const [[past] = [], adopted = [], rows = []] = await access.run<ShardPast & RegisterRow>(database, asked, "idempotent");
			if (!past) return null;
			const archived = parseRegister(rows).some(
				({ endsAt, layers }) => endsAt > to && layers.some(({ state, events }) => state === "archived" && events > 0),
			);
			return { since: past.since, prunedTo: past.prunedTo, changed: past.changed, archived: archived || adopted.length > 0 };
		},
		async takeOver(plan, shard) {
			await access.run(at(plan, shard), [toStatement(TAKE_OVER, plan.tenant, plan.id)], "idempotent");
			await requirePlace(access, at(plan, shard), plan, ["coming"]);
		},
		async restorePage(plan, shard, token, cursor) {
			const database = at(plan, shard);
			const own = await take(plan, shard, token);
			const page = await findPage(access, database, plan, cursor);
			if (page.last === null) return { next: page.next, rows: 0 };
			const values = [plan.tenant, page.table.table, page.after, plan.to, page.last] as const;
			const statements = [toKeepRows(page.table), toRestoreRows(page.table), toRemoveRows(page.table)];
			await own.run(
				database,
				statements.map((sql) => toStatement(sql, ...values)),
				"once",
			);
			return { next: { table: page.table.table, after: page.last }, rows: page.rows };
		},
		async emptyPage(plan, shard, token, cursor) {
			const database = at(plan, shard);
			const own = await take(plan, shard, token);
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
		},
		async bring(plan, shard, token, rows) {
			const place = await requirePlace(access, at(plan, shard), plan, ["coming"]);
			const own = makePlaceAccess(access, plan, { ...place, token });
			const statements = toParameters(rows).flatMap((parameter) => [
				toStatement(toKeepNothing(RECORDS), plan.tenant, RECORDS.table, parameter),
				toStatement(toUpsertRows(RECORDS), plan.tenant, parameter),
			]);
			if (statements.length > 0) await own.access.run(at(plan, shard), statements, "once");
			return own.token();
		},
		async removeEvents(plan, shard, token, cursor) {
			const database = at(plan, shard);
			const own = await take(plan, shard, token);
			const events = (await listTables({ access, database })).filter(({ kind }) => kind === "events");
			return removePage({ access: own, database, plan }, toTablePage(events, cursor));
		},
	};
}

/** What an export has rows of. */
const RECORDS = requireTable("records");

interface Page {
	readonly last: string | null;
	readonly rows: number;
}

/** The next page of the cursor's table; where it has none, only where to look next. */
async function findPage(access: D1Access, database: EventDatabase, { tenant, to }: RestorePlan, cursor: RestoreCursor | null) {
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

interface Removing {
	readonly access: D1Access;
	readonly database: EventDatabase;
	readonly plan: RestorePlan;
}

async function removePage({ access, database, plan }: Removing, page: ReturnType<typeof toTablePage>): Promise<CopyCursor | null> {
	for (const { table } of page.tables) {
		const [removed = []] = await access.run(database, [toStatement(toRemoveEvents(table), plan.tenant, plan.to)], "once");
		if (removed.length === EVENTS_PAGE) return { table: table.table, after: null };
	}
	return page.next;
}
