import type { D1Database } from "@cloudflare/workers-types";
import * as z from "zod";
import { prepare, type Statement, toStatement } from "../d1/statement.ts";
import type { ShardPage } from "../rpc.ts";
import type { ShardDatabase } from "../shard-databases/find-database.ts";
import { MAX_QUERIES, toPlace } from "../shard-databases/page-databases.ts";

type Database = Pick<D1Database, "prepare" | "batch">;
type HistoryShard = Pick<ShardDatabase, "shard"> & { readonly database: Database };

export interface Keeping {
	/** Milliseconds since 1970. */
	readonly at: number;
	/** Changes that are older are forgotten; 0 forgets all, and keeps no more. */
	readonly keepSeconds: number;
}

const KEEP = "INSERT INTO history_log (only_row, since, pruned_to) VALUES (1, ?1, ?1) ON CONFLICT DO NOTHING";
const PRUNED = "UPDATE history_log SET pruned_to = max(pruned_to, ?1) WHERE only_row = 1";
const STOP = "DELETE FROM history_log WHERE only_row = 1";

/** Changes that are looked at in one query: there is no index by time, which would cost each write another row. */
const PAGE = 2_000;

const BEHIND = "(tenant, name, key, seq) > (?1, ?2, ?3, ?4)";
const FIND_BOUND = `SELECT tenant, name, key, seq FROM tenant_history WHERE ${BEHIND} ORDER BY tenant, name, key, seq LIMIT 1 OFFSET ${PAGE - 1}`;

/**
 * Of tenants that move nothing goes: it is looked at again the next time. Not `tenant IN (SELECT …)`: SQLite would then go from tenant to
 * tenant, and read each of them whole for each page.
 */
const MINE = "at < ?5 AND EXISTS (SELECT 1 FROM open_tenants AS o WHERE o.tenant = tenant_history.tenant)";
const FORGET = `DELETE FROM tenant_history WHERE ${BEHIND} AND (tenant, name, key, seq) <= (?6, ?7, ?8, ?9) AND ${MINE} RETURNING 1 AS forgotten`;
const FORGET_REST = `DELETE FROM tenant_history WHERE ${BEHIND} AND ${MINE} RETURNING 1 AS forgotten`;

const key = z.tuple([z.string(), z.string(), z.string(), z.int()]);
type Key = Readonly<z.infer<typeof key>>;
const position = z.object({ place: z.string(), after: key });

const FIRST: Key = ["", "", "", 0];

/** Of a page of one shard's changes: the bound, what is forgotten; before the first one, whether any is kept, and since when. */
const PAGE_QUERIES = 2;
const BEGIN_QUERIES = 2;

/**
 * Forgets what is too old on the shards behind `after`, as much as one invocation may; the items are how many changes of each page were
 * forgotten. Turns the keeping of a history on and off.
 */
export async function pruneHistory(shards: readonly HistoryShard[], keeping: Keeping, after: string | null): Promise<ShardPage<number>> {
	const from = after === null ? null : position.parse(JSON.parse(after));
	const ordered = shards.toSorted((a, b) => (toPlace(a) < toPlace(b) ? -1 : 1));
	const items: number[] = [];
	let left = MAX_QUERIES;
	for (const shard of ordered) {
		const place = toPlace(shard);
		if (from && place < from.place) continue;
		let key: Key | null = from?.place === place ? from.after : FIRST;
		if (key === FIRST) await turn(shard.database, keeping);
		left -= BEGIN_QUERIES;
		while (key) {
			if (left < PAGE_QUERIES + BEGIN_QUERIES) return { items, next: JSON.stringify({ place, after: key }) };
			const page: Pruned = await prunePage(shard.database, toHorizon(keeping), key);
			left -= PAGE_QUERIES;
			items.push(page.forgotten);
			key = page.next;
		}
	}
	return { items, next: null };
}

const toHorizon = ({ at, keepSeconds }: Keeping) => (keepSeconds === 0 ? Number.MAX_SAFE_INTEGER : at - keepSeconds * 1_000);

/** Said before anything is forgotten: nobody may rely on it then. */
async function turn(database: Database, keeping: Keeping): Promise<void> {
	const statements =
		keeping.keepSeconds === 0 ? [toStatement(STOP)] : [toStatement(KEEP, keeping.at), toStatement(PRUNED, toHorizon(keeping))];
	await run(database, statements);
}

interface Pruned {
	readonly forgotten: number;
	/** Null at the end. */
	readonly next: Key | null;
}

async function prunePage(database: Database, horizon: number, after: Key): Promise<Pruned> {
	const [[found] = []] = await run(database, [toStatement(FIND_BOUND, ...after)]);
	const bound = found ? key.parse([found["tenant"], found["name"], found["key"], found["seq"]]) : null;
	const forget = bound ? toStatement(FORGET, ...after, horizon, ...bound) : toStatement(FORGET_REST, ...after, horizon);
	const [forgotten = []] = await run(database, [forget]);
	return { forgotten: forgotten.length, next: bound };
}

async function run(database: Database, statements: readonly Statement[]) {
	const results = await database.batch<Readonly<Record<string, unknown>>>(statements.map((statement) => prepare(database, statement)));
	return results.map(({ results }) => results);
}
