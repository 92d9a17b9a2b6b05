import { beforeEach, describe, expect, it } from "vitest";
import type { QueryReport } from "../../../../workers/lib/d1/judge-query.ts";
import { type D1Runner, makeD1Access } from "../../../../workers/lib/d1/make-d1-access.ts";
import { toPassingProblem } from "../../../../workers/lib/d1/passing-problem.ts";
import { toStatement } from "../../../../workers/lib/d1/statement.ts";
import { makeClock } from "./controlled-clock.ts";
import { BREAK, INSERT, makeMemoryRunner, makeWorkerdRunner, SELECT, withFaults } from "./runners.ts";

const OVERLOADED = "D1_ERROR: D1 DB is overloaded. Requests queued for too long.";
const LOST = "D1_ERROR: Network connection lost.";

const insert = toStatement(INSERT, "a");
const select = toStatement(SELECT);

/** Says `fault` for the first `times` batches. */
const failTimes = (times: number, fault: string) => {
	let left = times;
	return () => (left-- > 0 ? fault : null);
};

describe.for([
	{ adapter: "memory", make: async () => makeMemoryRunner() },
	{ adapter: "workerd", make: makeWorkerdRunner },
])("the access to D1, on $adapter,", ({ make }) => {
	let database: D1Runner<unknown>;
	beforeEach(async () => {
		database = await make();
	});

	const open = (clock = makeClock()) => makeD1Access({ now: clock.now, sleep: clock.sleep, random: () => 1 });

	it("gives the rows of each statement of one transaction", async () => {
		expect(await open().run(database, [insert, select], "once")).toEqual([[{ id: "a" }], [{ id: "a" }]]);
		expect(await open().run(database, [insert, select], "once")).toEqual([[], [{ id: "a" }]]);
	});

	it("stores nothing of a transaction that fails, and doesn't repeat what would fail again", async () => {
		const clock = makeClock();
		await expect(open(clock).run(database, [insert, toStatement(BREAK)], "idempotent")).rejects.toThrow("SQLITE_CONSTRAINT");
		expect([await open().run(database, [select], "once"), clock.slept]).toEqual([[[]], []]);
	});

	it("survives an overload that ends within the budget, with any statement", async () => {
		const clock = makeClock();
		const busy = withFaults(database, failTimes(3, OVERLOADED));
		expect(await open(clock).run(busy, [insert], "once")).toEqual([[{ id: "a" }]]);
		expect(clock.slept).toEqual([100, 200, 400]);
	});

	it("repeats what may have run only where to run it twice is to run it once", async () => {
		const clock = makeClock();
		await expect(open(clock).run(withFaults(database, failTimes(1, LOST), true), [insert], "once")).rejects.toThrow("lost");
		expect(clock.slept).toEqual([]);
		await open(clock).run(withFaults(database, failTimes(2, LOST), true), [toStatement(INSERT, "b")], "idempotent");
		expect(await open().run(database, [select], "once")).toEqual([[{ id: "a" }, { id: "b" }]]);
	});

	it("gives up an overload of 5 seconds after 2, with 503 and Retry-After, and a repeat after it succeeds", async () => {
		const clock = makeClock();
		const busy = withFaults(database, () => (clock.now() < 5_000 ? OVERLOADED : null));
		const error = await open(clock)
			.run(busy, [insert], "idempotent")
			.catch((error: Error) => toPassingProblem(error));
		expect(error).toMatchObject({ type: "try-again", headers: { "retry-after": expect.any(String) } });
		expect(clock.now()).toBeLessThanOrEqual(2_000);
		await clock.sleep(5_000);
		expect(await open(clock).run(busy, [insert], "idempotent")).toEqual([[{ id: "a" }]]);
	});

	it("spreads its delays, so that what was refused together doesn't return together", async () => {
		const clock = makeClock();
		const access = makeD1Access({ now: clock.now, sleep: clock.sleep, random: () => 0.25 });
		await access.run(withFaults(database, failTimes(2, OVERLOADED)), [insert], "once");
		expect(clock.slept).toEqual([25, 50]);
	});
});

it("doesn't repeat a fault of ours", async () => {
	const clock = makeClock();
	const broken = withFaults(makeMemoryRunner(), () => "x is not a function");
	const access = makeD1Access({ now: clock.now, sleep: clock.sleep, random: () => 1 });
	await expect(access.run(broken, [select], "idempotent")).rejects.toThrow("not a function");
	expect(clock.slept).toEqual([]);
});

describe("a query's report", () => {
	/** One query of this cost that returns so many rows. */
	async function reportsOf(meta: { rows_read: number; rows_written: number; duration: number }, returned: number): Promise<QueryReport[]> {
		const reports: QueryReport[] = [];
		const runner: D1Runner<unknown> = {
			prepare: () => ({ bind: () => null }),
			batch: async () => [{ results: JSON.parse(`[${Array(returned).fill(1).join()}]`), meta }],
		};
		await makeD1Access({ report: (query) => void reports.push(query) }).run(runner, [select], "once");
		return reports;
	}

	it("names one that reads thousands of rows for few", async () => {
		expect(await reportsOf({ rows_read: 20_000, rows_written: 0, duration: 90 }, 3)).toEqual([
			{ kind: "scan", sql: SELECT, rowsRead: 20_000, rowsWritten: 0, rowsReturned: 3, milliseconds: 90 },
		]);
	});

	it("names one that holds its database for long", async () => {
		expect(await reportsOf({ rows_read: 100, rows_written: 0, duration: 250 }, 100)).toMatchObject([{ kind: "slow", milliseconds: 250 }]);
	});

	it("is not made of pages, of rows written by the thousand, or of small tables read whole", async () => {
		expect(await reportsOf({ rows_read: 1_200, rows_written: 0, duration: 5 }, 1)).toEqual([]);
		expect(await reportsOf({ rows_read: 30_000, rows_written: 10_000, duration: 400 }, 0)).toEqual([]);
		expect(await reportsOf({ rows_read: 8_000, rows_written: 0, duration: 40 }, 4_000)).toEqual([]);
	});
});

it("reports a scan of a real table by what D1 itself counts", async () => {
	const database = await makeWorkerdRunner();
	const fill = "INSERT INTO notes (id) SELECT value FROM json_each(?1)";
	const reports: QueryReport[] = [];
	const access = makeD1Access({ report: (query) => void reports.push(query) });
	await access.run(database, [toStatement(fill, JSON.stringify(Array.from({ length: 6_000 }, (_, i) => `n${i}`)))], "once");
	await access.run(database, [toStatement("SELECT id FROM notes WHERE id LIKE '%59_9'")], "idempotent");
	await access.run(database, [toStatement("SELECT id FROM notes WHERE id = ?1", "n5999")], "idempotent");
	expect(reports).toMatchObject([{ kind: "scan", rowsRead: 6_000 }]);
});
