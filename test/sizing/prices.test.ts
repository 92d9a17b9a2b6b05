import fc from "fast-check";
import { expect, it } from "vitest";
import { estimateMicroUsd, PRICES } from "../../sizing/prices.ts";
import { BILLED } from "../../workers/lib/meter/billed-counts.ts";

it("prices a million of each at the list price in dollars", () => {
	expect(estimateMicroUsd({ kvReads: 1_000_000 }) / 1e6).toBeCloseTo(0.5);
	expect(estimateMicroUsd({ kvWrites: 1_000_000, d1RowsRead: 1_000_000, d1RowsWritten: 1_000_000 }) / 1e6).toBeCloseTo(6.001);
	expect(estimateMicroUsd({ queueOperations: 3_000_000, r2ClassA: 1_000_000, r2ClassB: 1_000_000 }) / 1e6).toBeCloseTo(6.06);
	expect(estimateMicroUsd({ objectRequests: 1_000_000, workerRequests: 1_000_000, workerCpuMs: 1_000_000 }) / 1e6).toBeCloseTo(0.47);
});

it("finds a KV read as dear as 500 rows that D1 reads, and a KV write as 5,000", () => {
	expect(estimateMicroUsd({ kvReads: 1 })).toBeCloseTo(estimateMicroUsd({ d1RowsRead: 500 }), 9);
	expect(estimateMicroUsd({ kvWrites: 1 })).toBeCloseTo(estimateMicroUsd({ d1RowsRead: 5_000 }), 9);
});

it("costs the sum of its parts", () => {
	const counts = fc.record({ kvReads: fc.nat(), d1RowsWritten: fc.nat() });
	fc.assert(
		fc.property(counts, ({ kvReads, d1RowsWritten }) => {
			expect(estimateMicroUsd({ kvReads, d1RowsWritten })).toBeCloseTo(
				estimateMicroUsd({ kvReads }) + estimateMicroUsd({ d1RowsWritten }),
				3,
			);
		}),
	);
});

it("has a price for each count of the meter but those that are free, with page and date", () => {
	expect(BILLED.filter((name) => !(name in PRICES))).toEqual(["d1Statements", "cacheReads", "cacheWrites"]);
	for (const { source, date } of Object.values(PRICES)) {
		expect(source).toMatch(/^\/[a-z0-9/-]+\/(#[a-z0-9]+)?$/);
		expect(date).toMatch(/^2026-\d\d-\d\d$/);
	}
});
