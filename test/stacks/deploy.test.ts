import { beforeAll, describe, expect, it } from "vitest";
import { STAGES } from "../../config/settings.ts";
import { isJsonObject } from "../../local/json.ts";
import type { ProgramResult } from "../../local/program/messages.ts";
import { ADMIN_TOKEN, programOf, toGolden } from "../support/program.ts";
import { planOf } from "../support/settings.ts";

const byUrn = (a: { readonly type: string; readonly name: string }, b: { readonly type: string; readonly name: string }) =>
	`${a.type} ${a.name}` < `${b.type} ${b.name}` ? -1 : 1;
const isStateful = (type: string) => /:(WorkersKvNamespace|D1Database|Queue|R2Bucket)$/.test(type);

describe.each(STAGES)("the resources of %s", (stage) => {
	const plan = planOf(stage);
	let program: ProgramResult;
	beforeAll(async () => {
		program = await programOf(stage);
	});

	it("are the golden ones", async () => {
		const golden = program.resources.map(toGolden).sort(byUrn);
		await expect(`${JSON.stringify(golden, null, "\t")}\n`).toMatchFileSnapshot(`golden/${stage}.json`);
	});

	it("hold their data protected", () => {
		const unprotected = program.resources.filter(({ type, name, protect }) => (isStateful(type) || name === "objects-worker") && !protect);
		expect(unprotected.map(({ name }) => name)).toEqual([]);
	});

	it("have a parent each, the stack apart", () => {
		expect(program.resources.filter(({ parent }) => parent === undefined).map(({ type }) => type)).toEqual(["pulumi:pulumi:Stack"]);
	});

	it("show the admin token nowhere but in one secret binding of the gateway", () => {
		const carriers = program.resources.filter(({ inputs }) => JSON.stringify(inputs).includes(ADMIN_TOKEN));
		expect(carriers.map(({ name }) => name)).toEqual(["gateway-version"]);
		expect(JSON.stringify(carriers.map(toGolden))).not.toContain(ADMIN_TOKEN);
		expect(JSON.stringify(plan)).not.toContain(ADMIN_TOKEN);
		expect(program.secretOutputs).toEqual(["adminToken"]);
	});

	it("bind what each manifest names, and nothing else", () => {
		const versions = program.resources.filter(({ type }) => type.endsWith(":WorkerVersion"));
		const bound = versions.map(({ name, inputs }) => [name, bindingsIn(inputs["bindings"])] as const);
		expect(Object.fromEntries(bound)).toEqual(
			Object.fromEntries(plan.workers.map(({ id, bindings }) => [`${id}-version`, bindings.map(({ name, type }) => [name, type])])),
		);
	});

	it("make each Worker's code wait for the migrations", () => {
		const migrations = program.resources
			.filter(({ type, name }) => type === "pulumi:index:Stash" && name.startsWith("migrations-"))
			.map(({ urn }) => urn);
		expect(migrations).toHaveLength(2);
		for (const { name, dependencies } of program.resources.filter(({ type }) => type.endsWith(":WorkerVersion")))
			expect([name, migrations.filter((urn) => !dependencies.includes(urn))]).toEqual([name, []]);
	});

	it("make each Worker wait for the deployments of those it calls", () => {
		const urnOf = (name: string) => program.resources.find((resource) => resource.name === name)?.urn ?? "";
		for (const { id, after } of plan.workers) {
			const dependencies = program.resources.find(({ name }) => name === `${id}-worker`)?.dependencies ?? [];
			for (const target of after) expect(dependencies).toContain(urnOf(`${target}-deployment`));
		}
	});

	it("make consumers, crons, Workflows and host names wait for a deployment", () => {
		const late = program.resources.filter(({ type }) => /:(QueueConsumer|WorkersCronTrigger|Workflow|WorkersCustomDomain)$/.test(type));
		expect(late.length).toBeGreaterThan(0);
		for (const { name, dependencies } of late)
			expect([name, dependencies.some((urn) => /::[\w-]+-deployment$/.test(urn))]).toEqual([name, true]);
	});
});

it("exports stage, gateway, shard map, queues, buckets and tenants", async () => {
	const { outputs } = await programOf("1m");
	expect(Object.keys(outputs).sort()).toEqual(["adminToken", "buckets", "gatewayUrl", "queues", "shards", "stage", "tenants"]);
	expect(outputs).toMatchObject({
		stage: "1m",
		gatewayUrl: "https://api.example.com",
		tenants: ["acme", "globex"],
		shards: { "tenant-acme-0": { location: "eu" }, "pool-apac-1": { location: "apac" } },
		queues: { "events-0": "stagecraft-test-events-0", "events-dlq-0": "stagecraft-test-events-dlq-0" },
		buckets: { archive: "stagecraft-test-archive" },
	});
});

it("attaches the gateway by a route where the zone says so", async () => {
	const zone = { name: "example.com", id: "0".repeat(32), plan: "free", hostname: "api.example.com", attach: "route" };
	const { resources } = await programOf("launch", { zone });
	expect(resources.find(({ type }) => type.endsWith(":WorkersRoute"))?.inputs).toMatchObject({
		pattern: "api.example.com/*",
		script: "stagecraft-test-gateway",
	});
	expect(resources.some(({ type }) => type.endsWith(":WorkersCustomDomain"))).toBe(false);
});

it("looks a zone up by its name where its id isn't given", async () => {
	const { resources } = await programOf("launch", { zone: { name: "example.com", plan: "free", hostname: "api.example.com" } });
	expect(resources.find(({ type }) => type.endsWith(":TieredCache"))?.inputs["zoneId"]).toMatch(/^[0-9a-f]{32}$/);
});

it("gives an unchanged program the same resources", async () => {
	const [first, second] = [await programOf("launch"), await programOf("launch")];
	expect(second.resources.map(({ urn, inputs }) => [urn, inputs]).sort()).toEqual(
		first.resources.map(({ urn, inputs }) => [urn, inputs]).sort(),
	);
});

const bindingsIn = (bindings: unknown): unknown[] =>
	Array.isArray(bindings) ? bindings.map((binding: unknown) => (isJsonObject(binding) ? [binding["name"], binding["type"]] : null)) : [];
