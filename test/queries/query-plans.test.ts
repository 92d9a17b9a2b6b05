import { DatabaseSync } from "node:sqlite";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { z } from "zod";
import { readMigrations } from "../../migrations/read-migrations.ts";
import {
	toCountRows,
	toDeleteKeys,
	toMeasureKeys,
	toReadChangedKeys,
	toReadKeys,
	toReadRows,
	toReadWeights,
	toSumKeys,
	toUpsertRows,
} from "../../workers/lib/move/move-sql.ts";
import { LIST_TRIGGERS } from "../../workers/lib/move/place-sql.ts";
import { toPartitionDdl } from "../../workers/lib/partitions/partition-ddl.ts";
import { toPartition } from "../../workers/lib/partitions/partition-width.ts";
import {
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
} from "../../workers/lib/restore/restore-sql.ts";
import { findTenantTable, HISTORY_TABLES } from "../../workers/lib/tenant-tables/tenant-tables.ts";
import { findQueries } from "./find-queries.ts";

const partition = toPartition(Date.UTC(2026, 10, 21));
const WORKERS = fileURLToPath(new URL("../../workers", import.meta.url));
/** Objects query storage of their own. */
const OF_OBJECTS = ["lib/counter/sql-counter-store.ts", "lib/rate-limit/sql-window.ts"];
const isOfObjects = (file: string) => file.startsWith("objects/") || OF_OBJECTS.includes(file);
/** Their statements are made for a table. */
const OF_TABLES = ["lib/move/move-sql.ts", "lib/restore/restore-sql.ts"];
const written = findQueries(WORKERS, partition.name).filter(({ file }) => !isOfObjects(file) && !OF_TABLES.includes(file));

/** What a move asks of a tenant's tables is made of their columns. */
const MADE = [toReadRows, toReadWeights, toReadChangedKeys, toSumKeys, toCountRows, toReadKeys, toMeasureKeys, toUpsertRows, toDeleteKeys];
const tables = ["records", "tenant_history", partition.name].flatMap((name) => findTenantTable(name) ?? []);
const made = tables.flatMap((table) => MADE.map((make) => make(table)));
/** And what a restore asks of those that have a history, and of events. */
const restored = [
	...HISTORY_TABLES.flatMap((table) =>
		[toKeepRows, toRestoreRows, toRemoveRows, toFindBound, toKeepRange, toEmpty, toKeepNothing].map((make) => make(table)),
	),
	...tables.filter(({ kind }) => kind === "events").map(toRemoveEvents),
	FIND_PAGE,
	FIND_LATER_ADOPTED,
	TAKE_OVER,
	READ_PAST,
];
const queries = [
	...written,
	...made.map((sql) => ({ file: "lib/move/move-sql.ts", sql })),
	...restored.map((sql) => ({ file: "lib/restore/restore-sql.ts", sql })),
];

/** What has reason to read a table whole: SQLite's statistics, a row an index, a partition before it is dropped, and a shard's triggers once a move. */
const MAY_SCAN: readonly string[] = [
	"SELECT coalesce(sum(rows), 0) AS rows FROM (SELECT max(CAST(stat AS INTEGER)) AS rows FROM sqlite_stat1 GROUP BY tbl)",
	`SELECT count(*) AS events FROM ${partition.name}`,
	LIST_TRIGGERS,
];

const plan = z.array(z.object({ detail: z.string() }));

function open(set: "directory" | "shard"): DatabaseSync {
	const database = new DatabaseSync(":memory:");
	for (const { sql } of readMigrations(set).migrations) database.exec(sql);
	if (set === "shard") for (const { sql } of toPartitionDdl(partition)) database.exec(sql);
	// Makes the table of statistics, which has a few rows.
	database.exec("ANALYZE");
	return database;
}

const databases = [open("shard"), open("directory")];

/** The steps of the query on the database that has its tables. */
function explain(sql: string): string[] {
	const faults: string[] = [];
	for (const database of databases) {
		try {
			return plan.parse(database.prepare(`EXPLAIN QUERY PLAN ${sql}`).all()).map(({ detail }) => detail);
		} catch (error) {
			faults.push(String(error));
		}
	}
	throw new Error(`no database knows the query: ${faults.join("; ")}: ${sql}`);
}

/** Steps that walk through a table whole, along an index or not; what a query makes itself, and a parameter's values, are no tables. */
function findScans(sql: string): string[] {
	const results = [...sql.matchAll(/(?:WITH|,)\s+(\w+) AS \(|\) AS (\w+)/g)].map(([, named, aliased]) => named ?? aliased);
	const toSource = (name: string) => new RegExp(`(?:FROM|JOIN) (\\w+) AS ${name}\\b`).exec(sql)?.[1] ?? name;
	return explain(sql).filter((step) => {
		const name = /^SCAN (\w+)/.exec(step)?.[1];
		return name !== undefined && !step.includes("VIRTUAL TABLE") && name !== "CONSTANT" && !results.includes(toSource(name));
	});
}

it("finds the queries of the Workers by itself", () => {
	expect(queries.length).toBeGreaterThan(25);
	for (const one of ["INSERT INTO events_2026_11", "FROM tenants WHERE id >", "FROM records", "FROM api_keys", "FROM event_layers"])
		expect(
			queries.some(({ sql }) => sql.includes(one)),
			one,
		).toBe(true);
});

it.for(queries.map(({ file, sql }) => [file, sql.trim().replaceAll(/\s+/g, " ").slice(0, 90), sql] as const))(
	"%s: %s goes by an index",
	([, , sql]) => {
		expect(MAY_SCAN.includes(sql) ? [] : findScans(sql)).toEqual([]);
	},
);

it("would see a query that goes by none, also under another name and inside a WITH", () => {
	expect(findScans("SELECT * FROM records WHERE etag = ?1")).toEqual(["SCAN records"]);
	expect(findScans("SELECT * FROM records AS r WHERE r.etag = ?1")).toEqual(["SCAN r"]);
	expect(findScans("WITH old AS (SELECT id FROM tenants WHERE plan = ?1) SELECT * FROM old")).toEqual(["SCAN tenants"]);
});

it("allows no scan that nobody makes", () => {
	for (const sql of MAY_SCAN) expect([queries.some((query) => query.sql === sql), findScans(sql).length]).toEqual([true, 1]);
});
