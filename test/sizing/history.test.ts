import { DatabaseSync } from "node:sqlite";
import { describe, expect, it } from "vitest";
import { makeRandom } from "../../bench/random.ts";
import { STAGES } from "../../config/settings.ts";
import { readMigrations } from "../../migrations/read-migrations.ts";
import { estimateCapacity } from "../../sizing/capacity.ts";
import { estimateForgetCalls, estimateHistory } from "../../sizing/history.ts";
import { estimateStored } from "../../sizing/stored.ts";
import { toTraffic } from "../../sizing/traffic.ts";
import { estimateUsage } from "../../sizing/usage.ts";
import { PUT_RECORD } from "../../workers/lib/records/record-sql.ts";
import { planOf } from "../support/settings.ts";

const keeping = (keepHistory: string, stage: (typeof STAGES)[number] = "1m") =>
	planOf(stage, { tenants: [], zone: undefined, overrides: { d1Size: { keepHistory } } });

describe("a week's history at 1m, with 3 M records written a month", () => {
	const [none, week] = [keeping("0 seconds"), keeping("7 days")];
	const more = (name: "d1RowsWritten" | "d1RowsRead" | "d1Stored") => (estimateUsage(week)[name] ?? 0) - (estimateUsage(none)[name] ?? 0);

	it("costs a row when a change is kept and one when it is forgotten", () => {
		// And each of ten shards says once a day how far back it has forgotten.
		expect(more("d1RowsWritten")).toBeCloseTo(2 * 3e6 + 30 * 10, 3);
	});

	it("reads three rows for a change, four for its end, and twice a day each of those that are kept", () => {
		// Eight days' changes: those of a day wait for the run that forgets them.
		expect(more("d1RowsRead")).toBeCloseTo(3e6 * (3 + 4) + 30 * 2 * 3e6 * (8 / 30), 3);
	});

	it("keeps the payload of three quarters of them: a quarter are new, and replace nothing", () => {
		expect(more("d1Stored")).toBeCloseTo(0.8e6 * (0.25 * 100 + 0.75 * (4_000 + 1_050)) * 1e-9, 9);
		const stored = estimateStored(week, toTraffic(week.workload));
		expect(stored.historyInDatabase * 1e-9).toBeCloseTo(more("d1Stored"), 9);
	});

	it("makes its databases larger and busier", () => {
		for (const name of ["d1Size", "d1WriteRate"] as const) {
			const [without, with_] = [none, week].map((plan) => estimateCapacity(plan).find((one) => one.name === name)?.use ?? 0);
			expect(with_).toBeGreaterThan(without ?? 1);
		}
	});
});

it.each(STAGES)("keeps nothing at %s where nothing is to be kept, and what a longer one needs grows with it", (stage) => {
	const at = (keepHistory: string) => {
		const plan = keeping(keepHistory, stage);
		return estimateHistory(plan, toTraffic(plan.workload));
	};
	expect(at("0 seconds")).toEqual({ changes: 0, kept: 0, bytes: 0 });
	expect(at("29 days").bytes / at("7 days").bytes).toBeCloseTo(30 / 8, 9);
	expect(at("29 days").changes).toBe(at("7 days").changes);
});

it("asks an app more often the more its shards keep, and once where they keep nothing", () => {
	const plan = keeping("7 days", "10m");
	const calls = (kept: number) => estimateForgetCalls(plan, { changes: kept, kept, bytes: 0 });
	expect(calls(0)).toBe(1);
	// Three apps, 450 pages a call.
	expect(calls(3 * 10 * 450 * 2_000)).toBe(11);
});

describe("a record of 4 KB that is replaced", () => {
	const random = makeRandom(7);
	/** As JSON is: a quote to every few letters. */
	const toText = () => JSON.stringify(Array.from({ length: 308 }, () => random().toFixed(8)));
	const open = () => {
		const database = new DatabaseSync(":memory:");
		for (const { sql } of readMigrations("shard").migrations) database.exec(sql);
		database.exec("INSERT INTO open_tenants VALUES ('t', 1)");
		return database;
	};
	const [keeps, keepsNot] = [open(), open()];
	keepsNot.exec("DELETE FROM history_log");
	const toBytes = (database: DatabaseSync) => Number(database.prepare("PRAGMA page_count").get()?.["page_count"]) * 4_096;
	/** How much larger the one that keeps a history grew, a record. */
	const put = (ids: readonly string[]) => {
		const before = toBytes(keeps) - toBytes(keepsNot);
		for (const id of ids) {
			const data = toText();
			for (const database of [keeps, keepsNot])
				database.prepare(PUT_RECORD).run("t", "orders", id, '"0123456789abcdef"', 1.8e12, data, null, null);
		}
		return (toBytes(keeps) - toBytes(keepsNot) - before) / ids.length;
	};
	const ids = Array.from({ length: 500 }, () => `${random().toString(36).slice(2)}${random().toString(36).slice(2)}`);

	it("takes up as much as the model says, and a new one next to nothing", () => {
		expect(put(ids) / 100).toBeCloseTo(1, 0);
		expect(put([...ids, ...ids.toReversed()]) / (4_000 + 1_050)).toBeCloseTo(1, 1);
	});
});
