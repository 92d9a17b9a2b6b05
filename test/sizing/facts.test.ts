import { describe, expect, it } from "vitest";
import { LIMITS, type Limit } from "../../sizing/limits.ts";
import { PRICES, type Price, SUBSCRIPTION } from "../../sizing/prices.ts";
import facts from "./cloudflare-facts.json" with { type: "json" };

const limits: Readonly<Record<string, Limit>> = LIMITS;
const prices: Readonly<Record<string, Price>> = PRICES;

/** A page and the day it was read, for figures that the pages give twice: there the smaller one counts. */
const SMALLER: Readonly<Record<string, number>> = { workflowRuns: 10_000 };

describe("limits", () => {
	it.each(facts.limits)("has $figure as $source says", ({ figure, times, source, ...fact }) => {
		const limit = limits[figure];
		const said = "all" in fact ? { free: fact.all, paid: fact.all } : { free: fact.free, paid: fact.paid };
		for (const plan of ["free", "paid"] as const) {
			const value = said[plan];
			if (value === undefined) continue;
			expect([plan, limit?.[plan]]).toEqual([plan, value === null ? null : (plan === "paid" && SMALLER[figure]) || value * times]);
		}
		expect(limit?.source).toBe(source);
	});

	it("has each figure that the collected facts have too", () => {
		expect(Object.keys(LIMITS).sort()).toEqual(facts.limits.map(({ figure }) => figure).sort());
	});

	it("never takes the larger of two figures that contradict each other", () => {
		for (const [figure, smaller] of Object.entries(SMALLER)) {
			const fact = facts.limits.find((one) => one.figure === figure);
			expect(smaller).toBeLessThan(Number(fact && "paid" in fact ? fact.paid : 0));
		}
	});
});

describe("prices", () => {
	it.each(facts.prices)("has $figure as $source says", ({ figure, usd, included, times, source }) => {
		const price = prices[figure];
		expect(price?.usdPerMillion).toBeCloseTo(usd * times, 9);
		expect(price?.includedPerMonth).toBe(included);
		expect(price?.source).toBe(source);
	});

	it("has each price that the collected facts have too", () => {
		expect(Object.keys(PRICES).sort()).toEqual(facts.prices.map(({ figure }) => figure).sort());
	});

	it("bills R2 by whole millions and whole GB, and Durable Objects' requests and duration by whole millions", () => {
		const billedBy = Object.fromEntries(
			Object.entries(prices).flatMap(([name, price]) => (price.billedBy ? [[name, price.billedBy]] : [])),
		);
		expect(billedBy).toEqual({
			r2ClassA: 1e6,
			r2ClassB: 1e6,
			r2Stored: 1,
			r2InfrequentStored: 1,
			r2InfrequentClassA: 1e6,
			r2InfrequentClassB: 1e6,
			r2Retrieved: 1,
			objectRequests: 1e6,
			objectGbSeconds: 1e6,
		});
	});

	it("has the subscription's five dollars", () => {
		expect(SUBSCRIPTION).toBe(5_000_000);
	});
});

it.each([...Object.entries(limits), ...Object.entries(prices)])(
	"says of %s the page and the day it was read",
	(_name, { unit, source, date }) => {
		expect(unit).not.toBe("");
		expect(source).toMatch(/^\/[a-z0-9/-]+\/(#[a-z0-9]+)?$/);
		expect(date).toMatch(/^2026-\d\d-\d\d$/);
	},
);
