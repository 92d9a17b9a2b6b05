import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { STAGES, type Stage } from "../../config/settings.ts";
import type { Plan } from "../../plan/plan.ts";
import { PRESETS } from "../../presets/presets.ts";
import { BOTTLENECKS, type BottleneckName, estimateCapacity } from "../../sizing/capacity.ts";
import { estimateCost } from "../../sizing/cost.ts";
import { recommend } from "../../sizing/recommend.ts";
import { findTooMuch } from "../../sizing/too-much.ts";
import { scaleWorkload } from "../../sizing/traffic.ts";
import { planOf } from "../support/settings.ts";

const alone = (stage: Stage, more: Readonly<Record<string, unknown>> = {}) => planOf(stage, { tenants: [], zone: undefined, ...more });
const find = (plan: Plan, name: BottleneckName, larger: readonly Plan[] = []) => {
	const found = estimateCapacity(plan, larger).find((capacity) => capacity.name === name);
	if (!found) throw new Error(`no bottleneck ${name}`);
	return found;
};

describe.each(STAGES)("the preset of %s, with the load that it is made for", (stage) => {
	const plan = alone(stage);

	it("leaves 30 % of every limit at the peak", () => {
		const tight = estimateCapacity(plan).filter(({ use }) => use > 0.7);
		expect(tight).toEqual([]);
	});

	it("has neither shards nor replicas too early", () => {
		expect(findTooMuch(plan)).toEqual([]);
	});

	it("says of each of the ten bottlenecks what is asked, of what, by which source, and what helps", () => {
		const capacities = estimateCapacity(plan);
		expect(capacities.map(({ name }) => name)).toEqual(Object.keys(BOTTLENECKS));
		expect(capacities).toHaveLength(10);
		for (const { demand, limit, source, remedy } of capacities) {
			expect(demand).toBeGreaterThanOrEqual(0);
			expect(limit).toBeGreaterThan(0);
			expect(source).not.toBe("");
			expect(remedy).not.toBe("");
		}
	});
});

/** From the other stages, each with the same load. */
function recommendFor(workload: Plan["workload"]) {
	const plans = STAGES.map((stage) => ({ ...alone(stage), workload }));
	const candidates = plans.map((plan) => ({
		stage: plan.stage,
		madeFor: PRESETS[plan.stage].workload.requestsPerDay,
		capacities: estimateCapacity(plan),
		tooMuch: findTooMuch(plan),
		perMonth: estimateCost(plan).perMonth,
	}));
	return recommend(candidates, workload.requestsPerDay);
}

describe("a recommendation", () => {
	it.each(STAGES)("is %s for the load that it is made for", (stage) => {
		expect(recommendFor(alone(stage).workload).stage).toBe(stage);
	});

	it("names the bottleneck that a smaller stage would meet", () => {
		const { against } = recommendFor(alone("1m").workload);
		expect(against.find(({ stage }) => stage === "100k")?.reasons.join()).toContain("D1 size");
	});

	it("names sharding too early and over-replicating in a larger one", () => {
		const { against } = recommendFor(alone("launch").workload);
		expect(against.find(({ stage }) => stage === "100k")?.reasons.join()).toMatch(/sharding too early.*over-replicating/);
	});

	it("takes a larger stage where the made-for one lacks headroom", () => {
		const workload = { ...alone("100k").workload, tenants: 5_000, requestsPerDay: 100_000 };
		const heavy = { ...workload, eventsPerRequest: 0.5, readShare: 0.2 };
		expect(recommendFor(heavy).stage).toBe("1m");
	});

	it("is none for a load that no stage holds", () => {
		const { stage, against } = recommendFor(scaleWorkload(alone("10m").workload, 10));
		expect(stage).toBeNull();
		expect(against).toHaveLength(STAGES.length);
	});
});

describe("the load that breaks a bottleneck", () => {
	it.each(STAGES)("is where its limit is met, in %s", (stage) => {
		const plan = alone(stage);
		for (const { name, breaksAt } of estimateCapacity(plan)) {
			if (breaksAt === null) continue;
			const factor = breaksAt / plan.workload.requestsPerDay;
			expect(find({ ...plan, workload: scaleWorkload(plan.workload, factor * 0.999) }, name).use).toBeLessThan(1);
			expect(find({ ...plan, workload: scaleWorkload(plan.workload, factor * 1.001) }, name).use).toBeGreaterThanOrEqual(0.999);
		}
	});

	it("never brings use down as the load grows, where it is named", () => {
		const plan = alone("1m");
		const factors = fc.tuple(fc.double({ min: 0.01, max: 100, noNaN: true }), fc.double({ min: 1, max: 10, noNaN: true }));
		fc.assert(
			fc.property(factors, ([factor, growth]) => {
				const at = (times: number) => estimateCapacity({ ...plan, workload: scaleWorkload(plan.workload, times) });
				const [less, more] = [at(factor), at(factor * growth)];
				for (const [index, { breaksAt, use }] of less.entries())
					if (breaksAt !== null) expect(more[index]?.use ?? 0).toBeGreaterThanOrEqual(use - 1e-9);
			}),
			{ numRuns: 20 },
		);
	});
});

describe("what a knob does", () => {
	it("halves a database with twice as many of them", () => {
		const pool = (shards: number) => ({ overrides: { d1WriteRate: { pool: [{ region: "weur", shards }] } } });
		const [few, many] = [find(alone("1m", pool(10)), "d1Size"), find(alone("1m", pool(20)), "d1Size")];
		expect(many.demand).toBeCloseTo(few.demand / 2, 9);
	});

	it("stays within the 32 Workers of a request with full batches over many databases, and nears them with many apps", () => {
		const shards = (shardsPerWorker: number) =>
			find(
				alone("10m", { overrides: { d1WriteRate: { shardsPerWorker }, queueThroughput: { batchSize: 100, batchWait: "30 seconds" } } }),
				"subrequests",
			);
		expect(shards(2000).use).toBeLessThan(0.2);
		expect(shards(2).use).toBeGreaterThan(shards(2000).use * 3);
	});

	it("takes what is too old to the archive, and out of the database", () => {
		const keep = (days: number) => find(alone("1m", { overrides: { d1Size: { keepInDatabase: `${days} days` } } }), "d1Size").demand;
		expect(keep(30)).toBeLessThan(keep(60));
	});

	it("names the first larger stage that eases a bottleneck", () => {
		const larger = ["100k", "1m", "10m"] as const;
		const plan = alone("10k");
		expect(
			find(
				plan,
				"d1Size",
				larger.map((stage) => alone(stage)),
			).remedyStage,
		).toBe("100k");
		expect(find(plan, "d1Size").remedyStage).toBeNull();
	});
});

it("finds replicas and shards in front of a load that needs neither", () => {
	const plan = { ...alone("1m"), workload: alone("10k").workload };
	expect(findTooMuch(plan).map(({ kind }) => kind)).toEqual(["sharding-too-early", "over-replication"]);
});
