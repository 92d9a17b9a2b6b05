import { describe, expect, it } from "vitest";
import { ACCOUNT_ID } from "../../local/account-id.ts";
import { runProgram } from "../../local/program/program.ts";
import { makeAccount } from "../../local/resource-table.ts";
import { redact } from "../../local/secrets.ts";
import { FIXTURE } from "./fixture-copy.ts";

const run = (config: Readonly<Record<string, string>> = {}) =>
	runProgram({
		root: FIXTURE,
		stack: "dev",
		config: { "stagecraft:accountId": ACCOUNT_ID, ...config },
		secrets: { "stagecraft:adminToken": "s3cret" },
	});

describe("runProgram", () => {
	it("records each resource with its options, parent and hooks", async () => {
		const { resources } = await run();
		const database = resources.find(({ type }) => type === "cloudflare:index/d1Database:D1Database");
		expect(database).toMatchObject({ name: "orders", custom: true, protect: true, retainOnDelete: true });
		expect(database?.parent).toMatch(/::fixture:index:Group::group$/);
		expect(resources.find(({ name }) => name === "migrations")?.hooks).toEqual({
			beforeCreate: ["migrate-orders"],
			beforeUpdate: ["migrate-orders"],
		});
		expect(resources.find(({ name }) => name === "back-cron")?.dependencies).not.toEqual([]);
	});

	it("gives the same ids and outputs on every run", async () => {
		const [first, second] = await Promise.all([run(), run()]);
		expect(second.outputs).toEqual(first.outputs);
		const ids = ({ resources }: typeof first) => resources.map(({ urn, id }) => `${urn} ${id}`).sort();
		expect(ids(second)).toEqual(ids(first));
	});

	it("notes which inputs and outputs were secret", async () => {
		const { resources, outputs, secretOutputs } = await run();
		expect(outputs["token"]).toBe("s3cret");
		expect(secretOutputs).toEqual(["token"]);
		const front = resources.find(({ type, name }) => type.endsWith(":WorkerVersion") && name === "front");
		const printed = JSON.stringify(front && redact(front.inputs, front.secretInputs));
		expect(printed).toContain("[secret]");
		expect(printed).not.toContain("s3cret");
	});

	it("takes config in place of a stack file", async () => {
		const stackConfig = {
			"stagecraft:greeting": "hi",
			"stagecraft:list": [3],
			"stagecraft:accountId": ACCOUNT_ID,
			"stagecraft:adminToken": "t",
		};
		const { resources } = await runProgram({ root: FIXTURE, stack: "none", stackConfig });
		expect(JSON.stringify(resources)).toContain('{\\"list\\":[3]}');
	});

	it("names a stack file that isn't there", async () => {
		await expect(runProgram({ root: FIXTURE, stack: "nope" })).rejects.toThrow("Pulumi.nope.yaml isn't there");
	});

	it.each([
		["unknown-resource", "unknown_resource", "cloudflare:index/hyperdriveConfig:HyperdriveConfig"],
		["unknown-invoke", "unknown_invoke", "cloudflare:index/getIpRanges:getIpRanges"],
		["refuse", "program_refused", "stage: huge isn't a stage; choose launch."],
	])("fails for %s with its own message", async (mode, code, message) => {
		await expect(run({ "stagecraft:mode": mode })).rejects.toMatchObject({ code, message: expect.stringContaining(message) });
	});

	it("keeps the stack of an error that is no user's fault", async () => {
		const error: unknown = await run({ "stagecraft:mode": "crash" }).catch((fault: unknown) => fault);
		expect(error).toBeInstanceOf(Error);
		expect(error instanceof Error && error.stack).toMatch(/undefined is not a stage[\s\S]*fixture\/index\.ts/);
	});
});

describe("makeAccount", () => {
	it("leaves what Miniflare has a default for to no default", async () => {
		const { resources } = await run();
		const consumers = [...makeAccount(resources).consumers.values()];
		expect(consumers).toContainEqual({
			worker: "fixture-back",
			deadLetterQueue: "fixture-jobs-dlq",
			maxBatchSize: 2,
			maxBatchTimeout: 0.1,
			maxRetries: 1,
			retryDelay: 0,
		});
	});

	it("refuses what names a Worker that isn't deployed", async () => {
		const { resources } = await run();
		const without = resources.filter(({ type, name }) => !(type.endsWith(":WorkersDeployment") && name === "back"));
		expect(() => makeAccount(without)).toThrow("a cron trigger names Worker fixture-back, which no WorkersDeployment deploys");
	});

	it("refuses two stores of one name", async () => {
		const { resources } = await run();
		expect(() => makeAccount([...resources, ...resources])).toThrow("KV namespace fixture-notes is registered twice");
	});
});
