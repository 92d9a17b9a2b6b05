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
/** The ids that the adopted archive holds; null where none is bound. */
let held: ReadonlySet<string> | null = new Set();
let asked: (readonly [manifest: string, rows: number])[] = [];

beforeAll(() => applyMigrations(database, "shard"));
beforeEach(async () => {
	for (const table of TABLES) await database.exec(`DROP TABLE IF EXISTS ${table}`);
	await openTenant(database, "demo");
	await database.exec("DELETE FROM event_partitions; DELETE FROM event_layers; DELETE FROM adopted_layers");
	[statements, batches, errors, held, asked] = [[], 0, [], new Set(), []];
});

const groupOf = (partition: string, rows: readonly EventRow[]): EventGroup => ({ shard: "pool-weur-0", location: "weur", partition, rows });
/** A layer of two days around a time. */
const adopt = (time: number) =>
	database
		.prepare("INSERT INTO adopted_layers (tenant, starts_at, ends_at, manifest, listed) VALUES ('demo', ?1, ?2, 'layer', 1)")
		.bind(time - 86_400_000, time + 86_400_000)
		.run();
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
	const archive = {
		async findHeld<R extends EventRow>(manifest: string, rows: readonly R[]) {
			asked.push([manifest, rows.length]);
			return new Set(rows.filter(({ id }) => held?.has(id)));
		},
	};
	const access = makeD1Access({ sleep: async () => undefined });
	const shards = { find, readHome: async () => null, access, now: () => NOW, onError: (what: string) => void errors.push(what) };
	return writeGroups(held ? { ...shards, archive } : shards, groups);
}

it("stores the partitions of a shard in one call, a statement for each and one that asks for archives of other shards", async () => {
	await makePartitions(database, tables);
	const groups = [groupOf("events_2026_11", makeRows(60)), groupOf("events_2026_10", makeRows(40).map(october))];
	expect(await write(groups)).toEqual([STORED, STORED]);
	expect([batches, statements.length, await counts()]).toEqual([1, 3, [60, 40]]);
	expect(await write(groups)).toEqual([STORED, STORED]);
	expect(await counts()).toEqual([60, 40]);
});

it("asks for no archive where all events are young", async () => {
	await makePartitions(database, tables);
	expect(await write([groupOf("events_2026_11", makeRows(4)), groupOf("events_2026_11", makeRows(6))])).toEqual([STORED, STORED]);
	expect([batches, statements.length, await counts()]).toEqual([1, 2, [6, 0]]);
});

it("leaves out what an archive of another shard holds, and stores all others", async () => {
	await makePartitions(database, tables);
	const rows = makeRows(5).map(october);
	await adopt(rows[0]?.time ?? 0);
	held = new Set(["e1", "e2"]);
	const groups = [groupOf("events_2026_11", makeRows(3)), groupOf("events_2026_10", rows)];
	expect(await write(groups)).toEqual([STORED, STORED]);
	expect([asked, await counts()]).toEqual([[["layer", 5]], [3, 3]]);
});

it("asks no archive that holds other times than those of the tenant's events", async () => {
	await makePartitions(database, tables);
	await adopt((makeRows(1).map(october)[0]?.time ?? 0) - MONTH);
	expect(await write([groupOf("events_2026_11", makeRows(3)), groupOf("events_2026_10", makeRows(5).map(october))])).toEqual([
		STORED,
		STORED,
	]);
	expect([batches, asked, await counts()]).toEqual([1, [], [3, 5]]);
});

it("keeps for later what only an archive can tell, where none is bound", async () => {
	await makePartitions(database, tables);
	const rows = makeRows(2).map(october);
	await adopt(rows[0]?.time ?? 0);
	held = null;
	const [first, second] = await write([groupOf("events_2026_11", makeRows(3)), groupOf("events_2026_10", rows)]);
	expect([first, second?.later.map(({ index }) => index), await counts()]).toEqual([STORED, [0, 1], [3, 0]]);
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

it("gives a call no more than one parameter may hold, and a table as many statements as it needs", async () => {
	await makePartitions(database, tables);
	const large = makeRows(12).map((row) => ({ ...row, event: JSON.stringify({ data: "é".repeat(90_000) }) }));
	expect(await write([groupOf("events_2026_11", large), groupOf("events_2026_10", large.slice(0, 2).map(october))])).toEqual([
		STORED,
		STORED,
	]);
	expect([batches, statements.length, await counts()]).toEqual([2, 5, [12, 2]]);
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
