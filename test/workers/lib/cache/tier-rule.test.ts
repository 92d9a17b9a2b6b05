import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { makeAdmission } from "../../../../workers/lib/cache/admission.ts";
import { isWorth, PRICES } from "../../../../workers/lib/cache/tier-rule.ts";

const KV = { readMicroUsd: PRICES.kvRead, writeMicroUsd: PRICES.kvWrite, ms: 10 } as const;

describe("a tier's place", () => {
	it("costs, for KV, 500 one-row reads of D1 a read and 5,000 a write", () => {
		expect([PRICES.kvRead / PRICES.d1RowRead, PRICES.kvWrite / PRICES.d1RowRead]).toEqual([500, 5_000]);
		expect(isWorth({ rows: 1_499, ms: 0 }, { ...KV, readsPerWrite: 5 }, 0)).toBe(false);
		expect(isWorth({ rows: 1_501, ms: 0 }, { ...KV, readsPerWrite: 5 }, 0)).toBe(true);
	});

	it("is kept by whatever is dearer, farther or read more often", () => {
		const cost = fc.record({ rows: fc.nat(50_000), ms: fc.nat(2_000) });
		fc.assert(
			fc.property(cost, cost, fc.integer({ min: 1, max: 100 }), fc.nat(100), (origin, more, readsPerWrite, reads) => {
				if (!isWorth(origin, { ...KV, readsPerWrite }, 0.01)) return;
				const dearer = { rows: origin.rows + more.rows, ms: origin.ms + more.ms };
				expect(isWorth(dearer, { ...KV, readsPerWrite: readsPerWrite + reads }, 0.01)).toBe(true);
			}),
		);
	});
});

it("lets a key in at its second miss, and remembers no more keys than it may", () => {
	const admission = makeAdmission(100);
	expect([admission.admit("a"), admission.admit("a"), admission.admit("b")]).toEqual([false, true, false]);
	for (let i = 0; i < 1_000; i++) admission.admit(`k${i}`);
	expect(admission.size).toBeLessThanOrEqual(100);
	expect(admission.admit("b")).toBe(false);
});
