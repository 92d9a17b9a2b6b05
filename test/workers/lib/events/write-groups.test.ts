import { env } from "cloudflare:workers";
import { beforeAll, beforeEach, expect, it } from "vitest";
import { makeD1Access } from "../../../../workers/lib/d1/make-d1-access.ts";
import { writeGroups } from "../../../../workers/lib/events/write-groups.ts";
import { makePartitions } from "../../../../workers/lib/partitions/make-partitions.ts";
import { parsePartition } from "../../../../workers/lib/partitions/partition.ts";
import type { EventGroup, EventRow } from "../../../../workers/lib/rpc.ts";
import { applyMigrations } from "../../apply-migrations.ts";
import { countRows, openTenant, watch } from "../../tenant-databases.ts";
import { makeRow, makeRows } from "./sample-events.ts";

const database = env.SHARD__POOL__WEUR__0;
const TABLES = ["events_2026_11", "events_2026_10", "events_2026_09"];
/** The samples are of that day and of the month before. */
const NOW = Date.UTC(2026, 10, 21);
const MONTH = 31 * 86_400_000;
const STORED = { refused: [], later: [] };

const tables = TABLES.map(parsePartition).filter((partition) => partition !== null);
let statements: string[] = [];
let batches = 0;
let errors: string[] = [];

beforeAll(() => applyMigrations(database, "shard"));
beforeEach(async () => {
	for (const table of TABLES) await database.exec(`DROP TABLE IF EXISTS ${table}`);
	await database.exec("DELETE FROM event_partitions; DELETE FROM event_layers; DELETE FROM open_tenants");
	await openTenant(database, "demo");
	[statements, batches, errors] = [[], 0, []];
});

const groupOf = (partition: string, rows: readonly EventRow[]): EventGroup => ({ shard: "pool-weur-0", location: "weur", partition, rows });
const october = (row: EventRow): EventRow => ({ ...row, time: row.time - MONTH });
const counts = () => Promise.all(TABLES.slice(0, 2).map((table) => countRows(database, table).catch(() => 0)));

function write(groups: readonly EventGroup[], fail?: (sql: readonly string[]) => Error | null) {
	const watched = watch(database, statements);
	const find = () => ({
		prepare: (sql: string) => watched.prepare(sql),
		batch: <T>(some: D1PreparedStatement[]) => {
			batches += 1;
			const error = fail?.(statements.slice(-some.length));
			return error ? Promise.reject(error) : watched.batch<T>(some);
		},
	});
	const access = makeD1Access({ sleep: async () => undefined });
	return writeGroups({ find, readHome: async () => null, access, now: () => NOW, onError: (what) => void errors.push(what) }, groups);
}

it("stores the partitions of a shard in one call, a statement for each, and looks for old events in archives of other shards once", async () => {
	await makePartitions(database, tables);
	const groups = [groupOf("events_2026_11", makeRows(60)), groupOf("events_2026_10", makeRows(40).map(october))];
	expect(await write(groups)).toEqual([STORED, STORED]);
	expect([batches, statements.length, await counts()]).toEqual([2, 3, [60, 40]]);
	expect(await write(groups)).toEqual([STORED, STORED]);
	expect(await counts()).toEqual([60, 40]);
});

it("names the poison row by its own group, and stores all others", async () => {
	await makePartitions(database, tables);
	const rows = makeRows(9).map((row, index) => (index === 4 ? { ...row, time: 0 } : row));
	const [first, second] = await write([groupOf("events_2026_10", makeRows(5).map(october)), groupOf("events_2026_11", rows)]);
	expect(first).toEqual(STORED);
	expect(second).toEqual({ refused: [{ index: 4, reason: expect.stringContaining("CHECK constraint failed") }], later: [] });
	expect(await counts()).toEqual([8, 5]);
});

it("makes the partition that is missing, and refuses one that is none", async () => {
	const outcomes = await write([groupOf("events_2026_11", makeRows(3)), groupOf("records", [makeRow("x")])]);
	expect(outcomes).toEqual([STORED, { refused: [{ index: 0, reason: "there is no partition records" }], later: [] }]);
	expect(await counts()).toEqual([3, 0]);
});

it("gives back only the group that failed, so that what is stored beside it isn't taken for lost", async () => {
	await makePartitions(database, tables);
	const fail = (sql: readonly string[]) =>
		sql.some((one) => one.includes("events_2026_10")) ? new Error("D1_ERROR: no: SQLITE_ERROR") : null;
	const [first, second] = await write([groupOf("events_2026_10", makeRows(2).map(october)), groupOf("events_2026_11", makeRows(3))], fail);
	expect([first?.later.map(({ index }) => index), second, await counts()]).toEqual([[0, 1], STORED, [3, 0]]);
	expect(errors).toEqual(["write 2 events to pool-weur-0 events_2026_10"]);
});

it("asks an overloaded database for nothing more than the retries", async () => {
	await makePartitions(database, tables);
	const overloaded = () => new Error("D1_ERROR: D1 DB is overloaded. Requests queued for too long.");
	const groups = [groupOf("events_2026_11", makeRows(2)), groupOf("events_2026_10", makeRows(2).map(october))];
	await expect(write(groups, overloaded)).rejects.toThrow("overloaded");
	expect(batches).toBe(5);
});

it("writes one at a time what together outgrows a parameter", async () => {
	await makePartitions(database, tables);
	const large = makeRows(6).map((row) => ({ ...row, event: JSON.stringify({ data: "é".repeat(90_000) }) }));
	expect(await write([groupOf("events_2026_11", large), groupOf("events_2026_10", large.map(october))])).toEqual([STORED, STORED]);
	expect([batches, await counts()]).toEqual([3, [6, 6]]);
});

it("writes nothing of a shard where a tenant of its own is open at another epoch", async () => {
	await makePartitions(database, tables);
	const groups = [groupOf("events_2026_11", makeRows(2)), groupOf("events_2026_10", makeRows(2).map(october))];
	const outcomes = await write(groups.map((group) => ({ ...group, epoch: 7 })));
	expect([outcomes.map(({ later, refused }) => later.length + refused.length), await counts()]).toEqual([
		[2, 2],
		[0, 0],
	]);
});
