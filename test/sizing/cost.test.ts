import { describe, expect, it } from "vitest";
import { STAGES, type Stage } from "../../config/settings.ts";
import { makeLine } from "../../sizing/cost/bill.ts";
import { estimateCost } from "../../sizing/cost.ts";
import { type Priced, ZONE_PLANS } from "../../sizing/prices.ts";
import { estimateUsage } from "../../sizing/usage.ts";
import { planOf } from "../support/settings.ts";

/** Requests of a month of 30 days. */
const REQUESTS = { launch: 30e3, "10k": 300e3, "100k": 3e6, "1m": 30e6, "10m": 300e6 } as const satisfies Record<Stage, number>;

const USD = 1e6;
const costOf = (price: Priced, used: number) => makeLine("", "", price, used).cost / USD;

/** Each by hand from its price page: what is used, less what is included, times the price of a million. */
const EXAMPLES: readonly {
	readonly what: string;
	readonly used: (requests: number) => Partial<Record<Priced, number>>;
	readonly usd: Record<Stage, number>;
}[] = [
	{
		what: "Workers: a request each, 2.2 ms of CPU",
		used: (requests) => ({ workerRequests: requests, workerCpuMs: requests * 2.2 }),
		// 10 M requests at $0.30 and 30 M CPU-ms at $0.02 are included: 30 M requests are 66 M ms, 300 M are 660 M ms.
		usd: { launch: 0, "10k": 0, "100k": 0, "1m": 20 * 0.3 + 36 * 0.02, "10m": 290 * 0.3 + 630 * 0.02 },
	},
	{
		what: "KV: a read for each request, a write for each twentieth",
		used: (requests) => ({ kvReads: requests, kvWrites: requests / 20 }),
		// 10 M reads at $0.50 and 1 M writes at $5.00 are included: 1.5 M writes at 1m, 15 M at 10m.
		usd: { launch: 0, "10k": 0, "100k": 0, "1m": 20 * 0.5 + 0.5 * 5, "10m": 290 * 0.5 + 14 * 5 },
	},
	{
		what: "D1: three rows written in ten requests, a hundred read in each, a GB for each million",
		used: (requests) => ({ d1RowsWritten: requests * 0.3, d1RowsRead: requests * 100, d1Stored: requests / 1e6 }),
		// 50 M rows written at $1.00, 25,000 M read at $0.001 and 5 GB at $0.75 are included: 90 M, 30,000 M and 300 GB at 10m.
		usd: { launch: 0, "10k": 0, "100k": 0, "1m": 25 * 0.75, "10m": 40 * 1 + 5_000 * 0.001 + 295 * 0.75 },
	},
	{
		what: "Durable Objects: a call for each request, of 10 ms at 128 MB, a row written in each",
		used: (requests) => ({ objectRequests: requests, objectGbSeconds: requests * 0.01 * 0.128, objectRowsWritten: requests }),
		// 1 M requests at $0.15, 400,000 GB-s at $12.50 a million and 50 M rows at $1.00 are included. 300 M calls are 384,000 GB-s.
		usd: { launch: 0, "10k": 0, "100k": 2 * 0.15, "1m": 29 * 0.15, "10m": 299 * 0.15 + 250 * 1 },
	},
	{
		what: "Queues: a message for each tenth request, three operations each",
		used: (requests) => ({ queueOperations: (requests / 10) * 3 }),
		// 1 M operations at $0.40 are included: 0.9 M at 100k, 9 M at 1m, 90 M at 10m.
		usd: { launch: 0, "10k": 0, "100k": 0, "1m": 8 * 0.4, "10m": 89 * 0.4 },
	},
	{
		what: "R2: an object read for each request, written for each twentieth, 1.5 GB for each million",
		used: (requests) => ({ r2ClassB: requests, r2ClassA: requests / 20, r2Stored: (requests / 1e6) * 1.5 }),
		// 10 M at $0.36, 1 M at $4.50 and 10 GB at $0.015 are included, each rounded up: 1.5 M writes at 1m are 0.5 M more, billed as 1 M.
		usd: { launch: 0, "10k": 0, "100k": 0, "1m": 20 * 0.36 + 1 * 4.5 + 35 * 0.015, "10m": 290 * 0.36 + 14 * 4.5 + 440 * 0.015 },
	},
	{
		what: "R2, infrequent access: 0.7 GB for each million, and a thousandth of it retrieved",
		used: (requests) => ({ r2InfrequentStored: (requests / 1e6) * 0.7, r2Retrieved: (requests / 1e6) * 0.0007 }),
		// Nothing is included, and each begun GB counts: 0.021 GB are 1, 2.1 are 3; what is retrieved is below 1 GB throughout.
		usd: { launch: 0.02, "10k": 0.02, "100k": 0.03 + 0.01, "1m": 0.21 + 0.01, "10m": 2.1 + 0.01 },
	},
	{
		what: "Workflows: a step for each hundredth request",
		used: (requests) => ({ workflowSteps: requests / 100 }),
		// 500,000 at $0.80 for 100,000 are included: 3 M at 10m.
		usd: { launch: 0, "10k": 0, "100k": 0, "1m": 0, "10m": 25 * 0.8 },
	},
	{
		what: "Analytics Engine: a point for each request",
		used: (requests) => ({ analyticsPoints: requests }),
		// 10 M at $0.25.
		usd: { launch: 0, "10k": 0, "100k": 0, "1m": 20 * 0.25, "10m": 290 * 0.25 },
	},
	{
		what: "Workers Logs: two events for each request",
		used: (requests) => ({ logEvents: requests * 2 }),
		// 20 M at $0.60.
		usd: { launch: 0, "10k": 0, "100k": 0, "1m": 40 * 0.6, "10m": 580 * 0.6 },
	},
];

describe.each(EXAMPLES)("$what", ({ used, usd }) => {
	it.each(STAGES)("costs at %s what the price page comes to by hand", (stage) => {
		const counts = Object.entries(used(REQUESTS[stage]));
		const names: readonly string[] = counts.map(([name]) => name);
		const sum = counts.reduce((total, [name, count]) => total + costOf(toPriced(name, names), count), 0);
		expect(sum).toBeCloseTo(usd[stage], 6);
	});
});

const PRICED: readonly Priced[] = [
	"workerRequests",
	"workerCpuMs",
	"kvReads",
	"kvWrites",
	"d1RowsWritten",
	"d1RowsRead",
	"d1Stored",
	"objectRequests",
	"objectGbSeconds",
	"objectRowsWritten",
	"queueOperations",
	"r2ClassA",
	"r2ClassB",
	"r2Stored",
	"r2InfrequentStored",
	"r2Retrieved",
	"workflowSteps",
	"analyticsPoints",
	"logEvents",
];

function toPriced(name: string, names: readonly string[]): Priced {
	const priced = PRICED.find((one) => one === name);
	if (priced === undefined) throw new Error(`${name} of ${names.join(", ")} has no price`);
	return priced;
}

describe("rounding", () => {
	it("bills the first operation of R2 beyond the allowance as a million", () => {
		expect(costOf("r2ClassA", 1_000_000)).toBe(0);
		expect(costOf("r2ClassA", 1_000_001)).toBe(4.5);
		expect(costOf("r2ClassB", 11_000_001)).toBe(0.72);
	});

	it("bills the first byte of R2 beyond the allowance as a GB", () => {
		expect(costOf("r2Stored", 10)).toBe(0);
		expect(costOf("r2Stored", 10.000_001)).toBe(0.015);
	});

	it("bills requests and duration of Durable Objects by whole millions, and their rows as they are", () => {
		expect(costOf("objectRequests", 1_000_001)).toBe(0.15);
		expect(costOf("objectGbSeconds", 400_001)).toBe(12.5);
		expect(costOf("objectRowsWritten", 50_500_000)).toBe(0.5);
	});

	it("bills everything else as it is used", () => {
		expect(costOf("kvReads", 10_500_000)).toBe(0.25);
		expect(costOf("queueOperations", 1_250_000)).toBe(0.1);
	});
});

describe("a bill", () => {
	const plan = planOf("1m", { tenants: [], zone: undefined });

	it("is the sum of its lines, the subscription first", () => {
		const { lines, perMonth } = estimateCost(plan);
		expect(lines[0]).toMatchObject({ service: "Workers", line: "subscription", cost: 5_000_000 });
		expect(lines.reduce((sum, { cost }) => sum + cost, 0)).toBe(perMonth);
	});

	it("has a line for everything that the model counts, and counts it whole", () => {
		const usage = estimateUsage(plan);
		const { lines } = estimateCost(plan, usage);
		for (const [name, count] of Object.entries(usage))
			expect([name, lines.find(({ price }) => price === name)?.used]).toEqual([name, count]);
	});

	it("is a thirtieth of a month's requests a day, by the million", () => {
		const { perMonth, perMillionRequests, requests } = estimateCost(plan);
		expect(requests).toBe(30_000_000);
		expect(perMillionRequests).toBe(Math.round(perMonth / 30));
	});

	it("has the zone's plan where the gateway answers in a zone", () => {
		const line = estimateCost(planOf("1m")).lines.find(({ service }) => service === "Zone");
		expect(line).toMatchObject({ line: "plan pro", cost: ZONE_PLANS.pro });
		expect(estimateCost(plan).lines.some(({ service }) => service === "Zone")).toBe(false);
	});
});

it("costs more with each stage, and the largest less than $10 a million requests", () => {
	const bills = STAGES.map((stage) => estimateCost(planOf(stage, { tenants: [], zone: undefined })));
	const sums = bills.map(({ perMonth }) => perMonth);
	expect([...sums].sort((a, b) => a - b)).toEqual(sums);
	expect(bills.at(-1)?.perMillionRequests).toBeLessThan(10 * USD);
});
