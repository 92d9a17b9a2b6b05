import { env } from "cloudflare:workers";
import { beforeEach, expect, it } from "vitest";
import { guardD1, mayRepeat } from "../../../../workers/lib/d1/guard-d1.ts";
import type { QueryReport } from "../../../../workers/lib/d1/judge-query.ts";
import { makeClock } from "./controlled-clock.ts";
import { failing, LOST, OVERLOADED } from "./failing-database.ts";

const INSERT = "INSERT INTO guarded (id) VALUES (?1)";
const SELECT = "SELECT id FROM guarded ORDER BY id";

const real = env.SHARD__POOL__WEUR__1;
let faults: string[] = [];
let reports: QueryReport[] = [];
let clock = makeClock();

const guard = (database = real, limits = {}) =>
	guardD1(database, {
		now: clock.now,
		sleep: clock.sleep,
		random: () => 1,
		report: (query) => void reports.push(query),
		limits: { slowMs: 60_000, scannedRows: 5_000, readsPerRow: 10, ...limits },
	});

beforeEach(async () => {
	[faults, reports, clock] = [[], [], makeClock()];
	await real.batch([real.prepare("DROP TABLE IF EXISTS guarded"), real.prepare("CREATE TABLE guarded (id TEXT PRIMARY KEY NOT NULL)")]);
});

const list = async () => (await real.prepare(SELECT).all<{ id: string }>()).results.map(({ id }) => id);

it("answers as the database does, by every way to ask", async () => {
	const database = guard();
	await database.prepare(INSERT).bind("a").run();
	await database.batch([database.prepare(INSERT).bind("b"), database.prepare(INSERT).bind("c")]);
	const session = database.withSession("first-primary");
	expect((await session.prepare(SELECT).all()).results).toEqual([{ id: "a" }, { id: "b" }, { id: "c" }]);
	expect(session.getBookmark()).toEqual(expect.any(String));
	expect(await database.prepare(SELECT).first("id")).toBe("a");
	expect(await database.prepare(SELECT).first()).toEqual({ id: "a" });
	expect(await database.prepare(`${SELECT} LIMIT 0`).first()).toBeNull();
	expect(await database.prepare(SELECT).raw()).toEqual([["a"], ["b"], ["c"]]);
});

it("tries again what was turned away, be it a read or a write, with delays that grow", async () => {
	faults = [OVERLOADED, OVERLOADED];
	await guard(failing(real, faults)).prepare(INSERT).bind("a").run();
	expect([await list(), clock.slept]).toEqual([["a"], [100, 200]]);
	faults = [OVERLOADED];
	const database = guard(failing(real, faults));
	expect((await database.withSession("first-primary").prepare(SELECT).all()).results).toHaveLength(1);
});

it("repeats a read whose answer was lost, and no write, which may have been done", async () => {
	faults = [LOST];
	expect(
		await guard(failing(real, faults, true))
			.prepare(SELECT)
			.first("id"),
	).toBeNull();
	faults = [LOST];
	await expect(
		guard(failing(real, faults, true))
			.prepare(INSERT)
			.bind("a")
			.run(),
	).rejects.toThrow("connection lost");
	expect(await list()).toEqual(["a"]);
});

it("repeats a write whose answer was lost where it is said to be the same twice, in a batch where all of it is", async () => {
	const upsert = `${INSERT} ON CONFLICT DO NOTHING`;
	faults = [LOST, LOST];
	const database = guard(failing(real, faults, true));
	await mayRepeat(database.prepare(upsert).bind("a")).run();
	expect([await list(), clock.slept]).toEqual([["a"], [100, 200]]);
	faults.push(LOST);
	await database.batch([mayRepeat(database.prepare(upsert).bind("b")), database.prepare(SELECT)]);
	faults.push(LOST);
	const half = [mayRepeat(database.prepare(upsert).bind("c")), database.prepare(upsert).bind("d")];
	await expect(database.batch(half)).rejects.toThrow("connection lost");
	expect([await list(), faults]).toEqual([["a", "b", "c", "d"], []]);
});

it("gives up when the budget is spent, and at once where a repeat would change nothing", async () => {
	faults = Array(20).fill(OVERLOADED);
	await expect(guard(failing(real, faults)).prepare(SELECT).all()).rejects.toThrow("overloaded");
	expect(clock.slept).toHaveLength(4);
	clock = makeClock();
	await expect(guard().prepare("INSERT INTO guarded (id) VALUES (NULL)").run()).rejects.toThrow("NOT NULL");
	expect(clock.slept).toEqual([]);
});

it("reports a query that scans, alone and in a batch", async () => {
	await real.batch(["a", "b", "c"].map((id) => real.prepare(INSERT).bind(id)));
	const database = guard(real, { scannedRows: 2, readsPerRow: 1 });
	const scan = "SELECT count(*) AS n FROM guarded";
	await database.prepare(scan).first("n");
	await database.batch([database.prepare(SELECT), database.prepare(scan)]);
	expect(reports.map(({ kind, sql, rowsRead }) => [kind, sql, rowsRead])).toEqual([
		["scan", scan, 3],
		["scan", scan, 3],
	]);
});
