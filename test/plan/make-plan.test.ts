import { describe, expect, it } from "vitest";
import { STAGES } from "../../config/settings.ts";
import { makePlan } from "../../plan/make-plan.ts";
import { planOf, settingsOf } from "../support/settings.ts";

describe.each(STAGES)("the plan of %s", (stage) => {
	const plan = planOf(stage);

	it("is the golden one", async () => {
		await expect(`${JSON.stringify(plan, null, "\t")}\n`).toMatchFileSnapshot(`golden/${stage}.json`);
	});

	it("is plain data that JSON keeps whole", () => {
		expect(JSON.parse(JSON.stringify(plan))).toEqual(plan);
	});

	it("is frozen to its leaves", () => {
		const thawed = (value: unknown): boolean =>
			typeof value === "object" && value !== null && (!Object.isFrozen(value) || Object.values(value).some(thawed));
		expect(thawed(plan)).toBe(false);
	});

	it("gives every id and every name once for its kind", () => {
		for (const nodes of [plan.kv, plan.d1, plan.queues, plan.r2, plan.workers, plan.workflows]) {
			expect(new Set(nodes.map(({ id }) => id)).size).toBe(nodes.length);
			expect(new Set(nodes.map(({ name }) => name)).size).toBe(nodes.length);
		}
	});

	it("begins every name with project and stack", () => {
		for (const { name } of [plan.kv, plan.d1, plan.queues, plan.r2, plan.workers, plan.workflows].flat())
			expect(name).toMatch(/^stagecraft-test-/);
	});

	it("protects everything that holds data", () => {
		const stateful = [...plan.kv, ...plan.d1, ...plan.queues, ...plan.r2, ...plan.workers.filter(({ source }) => source === "objects")];
		expect(stateful.filter(({ protect }) => !protect)).toEqual([]);
	});

	it("binds the tenants' databases to app alone", () => {
		const shards = new Set(plan.d1.flatMap(({ id, shard }) => (shard === null ? [] : [id])));
		const binders = plan.workers.filter(({ bindings }) =>
			bindings.some((binding) => binding.type === "d1" && shards.has(binding.database)),
		);
		expect(new Set(binders.map(({ source }) => source))).toEqual(new Set(["app"]));
	});

	it("binds each tenant database exactly once", () => {
		const bound = plan.workers
			.filter(({ source }) => source === "app")
			.flatMap(({ bindings }) => bindings.flatMap((binding) => (binding.type === "d1" ? [binding.database] : [])));
		const shards = plan.d1.flatMap(({ id, shard }) => (shard === null ? [] : [id]));
		expect(bound.filter((id) => id !== "directory").sort()).toEqual(shards.sort());
	});

	it("gives each queue a dead-letter queue of its own and a consumer", () => {
		const [queues, dead] = [plan.queues.filter(({ deadLetters }) => !deadLetters), plan.queues.filter(({ deadLetters }) => deadLetters)];
		expect(queues.map(({ consumer }) => consumer.deadLetterQueue).sort()).toEqual(dead.map(({ id }) => id).sort());
		expect(new Set(queues.map(({ consumer }) => consumer.worker))).toEqual(new Set(["ingest"]));
		expect(new Set(dead.map(({ consumer }) => consumer.worker))).toEqual(new Set(["deadletters"]));
	});

	it("deploys every Worker after those it calls", () => {
		const order = plan.workers.map(({ id }) => id);
		for (const { id, after } of plan.workers) for (const target of after) expect(order.indexOf(target)).toBeLessThan(order.indexOf(id));
	});

	it("leaves only the gateway reachable, and only where no zone is in front", () => {
		expect(plan.workers.filter(({ workersDev }) => workersDev).map(({ id }) => id)).toEqual(plan.edge === null ? ["gateway"] : []);
	});
});

it("gives a dedicated tenant its databases where its contract says", () => {
	const { tenants, d1 } = planOf("1m");
	expect(tenants).toEqual([
		{ id: "acme", location: "eu", shards: ["tenant-acme-0"] },
		{ id: "globex", location: "enam", shards: ["tenant-globex-0", "tenant-globex-1", "tenant-globex-2", "tenant-globex-3"] },
	]);
	expect(d1.find(({ id }) => id === "tenant-acme-0")?.residence).toEqual({ kind: "jurisdiction", jurisdiction: "eu" });
});

it("runs one app beside each location's databases at 10m, and binds it those only", () => {
	const apps = planOf("10m").workers.filter(({ source }) => source === "app");
	expect(apps.map(({ id }) => id)).toEqual(["app-apac", "app-enam", "app-eu", "app-weur"]);
	expect(apps.every(({ placement }) => placement?.kind === "region")).toBe(true);
	for (const { location, bindings } of apps)
		for (const { name } of bindings.filter((binding) => binding.name.startsWith("SHARD__")))
			expect(name).toContain(`__${location?.toUpperCase()}__`);
});

it("lets an override change one knob and leaves the others to the preset", () => {
	const preset = planOf("100k").queues[0];
	const changed = planOf("100k", { overrides: { queueThroughput: { retries: 9 } } }).queues[0];
	expect(changed?.consumer.maxRetries).toBe(9);
	expect({ ...changed, consumer: { ...changed?.consumer, maxRetries: preset?.consumer.maxRetries } }).toEqual(preset);
});

it("lets the workload of a stack file stand before the preset's", () => {
	expect(planOf("100k", { workload: { tenants: 7 } }).workload).toMatchObject({ tenants: 7, requestsPerDay: 100_000 });
});

it.each([
	["a stack name with a dot", "feature.x", /project and stack = "?stagecraft-feature\.x/],
	["a stack name that makes names too long", "a".repeat(50), /at most 63 characters/],
])("refuses %s", (_what, stack, message) => {
	expect(() => makePlan(settingsOf("launch"), { project: "stagecraft", stack })).toThrow(message);
});
