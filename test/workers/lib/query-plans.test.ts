import { env } from "cloudflare:workers";
import { beforeAll, expect, it } from "vitest";
import { COUNT_TENANTS, LIST_PARTITIONS } from "../../../workers/app/inspect-shards.ts";
import { FIND_ARCHIVABLE, FIND_STATE, SET_ARCHIVED, toReadRows } from "../../../workers/lib/archive/archive-sql.ts";
import { FIND_MOVED, toFindHeld, toInsertEvents, toListEvents, toPeek, toScanEnd } from "../../../workers/lib/events/event-sql.ts";
import { makePartitions } from "../../../workers/lib/partitions/make-partitions.ts";
import { toPartition } from "../../../workers/lib/partitions/partition-width.ts";
import { FIND_LAYERS } from "../../../workers/lib/partitions/register.ts";
import { DELETE_RECORD, FIND_RECORD, GET_RECORD, LIST_RECORDS, PUT_RECORD } from "../../../workers/lib/records/record-sql.ts";
import { HOME_QUERY } from "../../../workers/lib/shard-databases/read-home.ts";
import { IS_OPEN_QUERY } from "../../../workers/lib/shard-databases/shard-session.ts";
import { applyMigrations } from "../apply-migrations.ts";

const shard = env.SHARD__POOL__WEUR__0;
const partition = toPartition(Date.UTC(2026, 10, 21));

beforeAll(async () => {
	await applyMigrations(env.DIRECTORY, "directory");
	await applyMigrations(shard, "shard");
	await makePartitions(shard, [partition]);
});

const { name } = partition;
const SHARD_SQL = {
	IS_OPEN_QUERY,
	GET_RECORD,
	FIND_RECORD,
	PUT_RECORD,
	DELETE_RECORD,
	LIST_RECORDS,
	FIND_MOVED,
	FIND_LAYERS,
	FIND_ARCHIVABLE,
	FIND_STATE,
	SET_ARCHIVED,
	readRows: toReadRows(name),
	LIST_PARTITIONS,
	insertEvents: toInsertEvents(name),
	listEvents: toListEvents(name),
	scanEnd: toScanEnd(name),
	findHeld: toFindHeld(name),
	peek: toPeek(name),
};
const DIRECTORY_SQL = { HOME_QUERY, COUNT_TENANTS };

/** The tables and indexes a statement walks through whole. Parameters, one-row constants and the results of its own parts are none. */
async function findScans(database: D1Database, sql: string) {
	const parameters = [...new Set(sql.match(/\?\d/g))].map(() => "[]");
	const { results } = await database
		.prepare(`EXPLAIN QUERY PLAN ${sql}`)
		.bind(...parameters)
		.all<{ readonly detail: string }>();
	return results
		.map(({ detail }) => detail)
		.filter((detail) => /^SCAN (?!json_each|m VIRTUAL|CONSTANT ROW|\(subquery|page|scan|sized|p$|s$|s )/.test(detail));
}

it.for(Object.entries(SHARD_SQL))("%s on a shard goes by an index", async ([, sql]) => {
	expect(await findScans(shard, sql)).toEqual([]);
});

it.for(Object.entries(DIRECTORY_SQL))("%s on the directory goes by an index", async ([, sql]) => {
	expect(await findScans(env.DIRECTORY, sql)).toEqual([]);
});

it("would see a statement that goes by none", async () => {
	expect(await findScans(shard, "SELECT * FROM records WHERE etag = ?1")).toEqual(["SCAN records"]);
});
