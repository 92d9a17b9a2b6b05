import { env } from "cloudflare:workers";
import fc from "fast-check";
import { beforeEach, expect, it } from "vitest";
import { makeD1Access } from "../../../../workers/lib/d1/make-d1-access.ts";
import { writeEvents } from "../../../../workers/lib/events/write-events.ts";
import type { EventGroup, EventRow } from "../../../../workers/lib/rpc.ts";
import { findDatabase } from "../../../../workers/lib/shard-databases/find-database.ts";
import type { TenantContext } from "../../../../workers/lib/tenant-context.ts";
import { closeTenant, countRows, MOVED_TENANT, makeShards, openTenant, POOL_TENANT, SHARDS, watch } from "../../tenant-databases.ts";
import { makeRow, makeRows } from "./sample-events.ts";

const source = env.SHARD__POOL__WEUR__0;
const target = env.SHARD__POOL__WEUR__1;
let statements: string[] = [];

beforeEach(async () => {
	statements = [];
	for (const database of [source, target])
		await database.exec(
			"DROP TABLE IF EXISTS events_2026_11; DROP TABLE IF EXISTS open_tenants; DROP TABLE IF EXISTS records; DROP TABLE IF EXISTS event_partitions; DROP TABLE IF EXISTS event_layers",
		);
	await makeShards().catch(() => undefined);
	await openTenant(source, "demo");
});

const groupOf = (rows: readonly EventRow[]): EventGroup => ({ shard: "pool-weur-0", location: "weur", partition: "events_2026_11", rows });

/** As `app` does it, while the directory says `homes`. */
function write(rows: readonly EventRow[], homes: readonly TenantContext[] = [POOL_TENANT], group: Partial<EventGroup> = {}) {
	const find = (shard: string, location: string) => {
		const database = findDatabase(SHARDS, shard, location);
		return database && watch(database, statements);
	};
	const readHome = async (tenant: string) => homes.find((home) => home.tenant === tenant) ?? null;
	return writeEvents({ find, readHome }, { ...groupOf(rows), ...group });
}

const count = (database: D1Database) => countRows(database, "events_2026_11");
const inserts = () => statements.filter((sql) => sql.startsWith("INSERT INTO events_"));

it("stores a batch of a hundred with one statement", async () => {
	await write([makeRow("first")]);
	statements = [];
	expect(await write(makeRows(100))).toEqual({ refused: [], later: [] });
	expect([statements.length, await count(source)]).toEqual([1, 101]);
});

it("stores what is given twice once, and what was sent as it was", async () => {
	const rows = [makeRow("a", { event: '{"id" : "a", "data": "\\u0000 é 語 \\" "}' }), makeRow("a"), makeRow("b")];
	await write(rows);
	await write(rows);
	const { results } = await source.prepare("SELECT tenant, time, id, type, event FROM events_2026_11 ORDER BY id").all();
	expect(results).toEqual([rows[0], rows[2]]);
});

it("makes the partition when it is missing", async () => {
	await write(makeRows(3));
	expect(await source.prepare("SELECT name FROM event_partitions").first("name")).toBe("events_2026_11");
	expect(await count(source)).toBe(3);
});

it("refuses exactly the rows that the table refuses, wherever they stand, and stores all others", async () => {
	await write([makeRow("first")]);
	const poison = fc.uniqueArray(fc.nat(99), { maxLength: 6 });
	let run = 0;
	await fc.assert(
		fc.asyncProperty(poison, async (poison) => {
			run += 1;
			const rows = makeRows(100).map((row, index) => ({
				...row,
				id: `${run}-${index}`,
				time: poison.includes(index) ? row.time + 0.5 : row.time,
			}));
			const before = await count(source);
			const { refused, later } = await write(rows);
			expect(refused.map(({ index }) => index).toSorted((a, b) => a - b)).toEqual(poison.toSorted((a, b) => a - b));
			expect([later, await count(source)]).toEqual([[], before + 100 - poison.length]);
		}),
		{ numRuns: 8 },
	);
});

it("finds one poison row among a hundred with few statements, and gives the reason", async () => {
	await write([makeRow("first")]);
	statements = [];
	const { refused } = await write(makeRows(100).map((row, index) => (index === 37 ? { ...row, time: 0 } : row)));
	expect(refused).toEqual([{ index: 37, reason: expect.stringContaining("CHECK constraint failed") }]);
	expect(inserts().length).toBeLessThanOrEqual(15);
});

it("cuts rows that outgrow one parameter into as many statements as they need", async () => {
	await write([makeRow("first")]);
	statements = [];
	const data = '"'.repeat(45_000);
	// Each row is 90 KB, so that twenty of them fill a parameter.
	await write(makeRows(40).map((row) => ({ ...row, event: JSON.stringify({ data }) })));
	expect(inserts()).toHaveLength(2);
	expect(await count(source)).toBe(41);
});

it("throws when the database itself fails, so that all come again", async () => {
	const broken = {
		prepare: () => {
			throw new Error("D1_ERROR: D1 DB is overloaded. Requests queued for too long.");
		},
		batch: source.batch,
	};
	const access = makeD1Access({ sleep: async () => undefined });
	await expect(writeEvents({ find: () => broken, readHome: async () => null, access }, groupOf(makeRows(2)))).rejects.toThrow("overloaded");
});

it("follows a tenant that has moved and stores the others where they are", async () => {
	await openTenant(source, "other");
	await closeTenant(source, "demo");
	await openTenant(target, "demo", 2);
	const rows = [...makeRows(3), makeRow("x", { tenant: "other" })];
	expect(await write(rows, [MOVED_TENANT, { ...POOL_TENANT, tenant: "other" }])).toEqual({ refused: [], later: [] });
	expect([await count(source), await count(target)]).toEqual([1, 3]);
});

it("keeps a tenant's rows for later while a move has it closed, and refuses those of no tenant", async () => {
	await closeTenant(source, "demo");
	const { refused, later } = await write([makeRow("a"), makeRow("b", { tenant: "nobody" })]);
	expect(refused).toEqual([{ index: 1, reason: "there is no tenant nobody" }]);
	expect(later).toEqual([{ index: 0, reason: "tenant demo is being moved" }]);
	expect((await write([makeRow("a")], [MOVED_TENANT])).later).toHaveLength(1);
});

it("goes by the directory where it doesn't bind the shard, and refuses a partition that is none", async () => {
	expect(await write(makeRows(2), [POOL_TENANT], { shard: "pool-enam-0", location: "enam" })).toEqual({ refused: [], later: [] });
	expect(await count(source)).toBe(2);
	const away = { ...POOL_TENANT, location: "enam", shards: ["pool-enam-0"] };
	const sent = await write(makeRows(2), [away], { shard: "pool-enam-0", location: "enam" });
	expect(sent).toEqual({
		refused: [],
		later: [],
		elsewhere: [0, 1].map((index) => ({ index, shard: "pool-enam-0", location: "enam", epoch: 1 })),
	});
	expect((await write(makeRows(2), [], { partition: "records" })).refused).toHaveLength(2);
});
