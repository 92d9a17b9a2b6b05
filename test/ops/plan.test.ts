import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { STAGES } from "../../config/settings.ts";
import type { Resource } from "../../local/resource.ts";
import { findResourceChanges } from "../../ops/plan/resource-changes.ts";
import { BOTTLENECKS } from "../../sizing/capacity.ts";
import { isKnownType } from "../../sizing/replacement.ts";
import { programOf } from "../support/program.ts";
import { ops } from "./ops.ts";

describe("plan show", () => {
	it("tells of each bottleneck what is needed of how much, with a bar, and where it breaks", async () => {
		const { out } = await ops("plan show --stage 10m");
		for (const { title } of Object.values(BOTTLENECKS)) expect(out).toMatch(new RegExp(`^${title} .*[█░]{12} +[\\d.]+ %`, "m"));
		expect(out).toMatch(/^headroom \d+ %: .+ is met first$/m);
	});

	it("says what to do about a bottleneck that is near, and from which stage on it is done", async () => {
		const { out } = await ops("plan show --stage 100k --json");
		expect(JSON.parse(out).capacities.find(({ name }: { readonly name: string }) => name === "d1Size").remedyStage).toBe("1m");
	});
});

describe("plan recommend", () => {
	it.each(STAGES)("takes %s for the load that it is made for", async (stage) => {
		const requests = { launch: 1e3, "10k": 1e4, "100k": 1e5, "1m": 1e6, "10m": 1e7 }[stage];
		const { out, code } = await ops(`plan recommend --requests ${requests} --json`);
		expect([JSON.parse(out).stage, code]).toEqual([stage, 0]);
	});

	it("says why not a smaller stage and why not a larger", async () => {
		const { out } = await ops("plan recommend --stack prod");
		expect(out).toContain("Take 1m.");
		expect(out).toMatch(/^ {2}100k: D1 size: /m);
		expect(out).toMatch(/^ {2}10m: sharding too early: /m);
	});

	it("takes what a workload file leaves out from the stage that is made for as many requests", async () => {
		const file = join(mkdtempSync(join(tmpdir(), "ops-")), "load.yaml");
		writeFileSync(file, "requestsPerDay: 60000\nreadShare: 0.9\n");
		const { out } = await ops(`plan recommend --workload ${file} --json`);
		expect(JSON.parse(out)).toMatchObject({ stage: "100k", workload: { requestsPerDay: 60_000, readShare: 0.9, tenants: 1_000 } });
	});

	it("ends with 1 where no stage will do", async () => {
		const { out, code } = await ops("plan recommend --requests 90000000 --tenants 900000");
		expect(out).toContain("No stage holds this load");
		expect(code).toBe(1);
	});

	it("refuses a count that is none", async () => {
		expect((await ops("plan recommend --requests many")).error).toContain("requests must be a number of requests a day");
		expect((await ops("plan recommend --tenants 0")).code).toBe(2);
	});
});

describe("plan diff", () => {
	it("goes up with databases created and none replaced, knobs in their words, cost and headroom beside each", async () => {
		const { out, code } = await ops("plan diff 100k 1m");
		expect(out).toMatch(/^create +D1Database +6 +d1-pool-weur-2, /m);
		expect(out).toMatch(/^d1Size\.keepInDatabase +100 days +60 days$/m);
		expect(out).toMatch(/^a month +\$[\d.]+ +\$[\d.]+$/m);
		expect(out).toMatch(/^headroom +\d+ % +\d+ %$/m);
		expect(out).toContain("No data is lost");
		expect(code).toBe(0);
	});

	it("says that data would be lost on the way down, what protects it, and ends with 1", async () => {
		const { out, code } = await ops("plan diff 10k launch --json");
		const { resources, losesData } = JSON.parse(out);
		expect(losesData).toBe(true);
		expect(resources.find(({ name }: { readonly name: string }) => name === "d1-pool-weur-1")).toMatchObject({
			kind: "delete",
			losesData: true,
			data: expect.stringContaining("protected"),
		});
		expect(code).toBe(1);
	});
});

it("knows of every resource that the program registers what replaces it", async () => {
	const { resources } = await programOf("1m");
	expect([...new Set(resources.filter(({ custom }) => custom).map(({ type }) => type))].filter((type) => !isKnownType(type))).toEqual([]);
});

describe("a change of a resource", () => {
	const make = (inputs: Resource["inputs"], more: Partial<Resource> = {}): Resource => ({
		urn: "urn:database",
		type: "cloudflare:index/d1Database:D1Database",
		name: "database",
		parent: undefined,
		custom: true,
		id: "1",
		inputs,
		secretInputs: [],
		outputs: {},
		protect: false,
		retainOnDelete: false,
		dependencies: [],
		hooks: { beforeCreate: [], beforeUpdate: [] },
		...more,
	});
	const between = (before: readonly Resource[], after: readonly Resource[]) => findResourceChanges(before, after)[0];

	it("is none where the inputs are the same", () => {
		expect(between([make({ name: "a" })], [make({ name: "a" })])).toBeUndefined();
	});

	it("is an update where the provider can change the input", () => {
		const [before, after] = [
			make({ name: "a", readReplication: { mode: "disabled" } }),
			make({ name: "a", readReplication: { mode: "auto" } }),
		];
		expect(between([before], [after])).toMatchObject({ kind: "update", inputs: ["readReplication"], data: "kept", losesData: false });
	});

	it.each(["name", "primaryLocationHint", "jurisdiction", "accountId"])("loses a database's data where its %s changes", (input) => {
		expect(between([make({ [input]: "a" })], [make({ [input]: "b" })])).toMatchObject({ kind: "replace", data: "LOST", losesData: true });
	});

	it("says that what is protected can't go, and that what is retained stays", () => {
		expect(between([make({}, { protect: true })], [])?.data).toContain("the engine refuses");
		expect(between([make({}, { retainOnDelete: true })], [])?.data).toContain("stays at Cloudflare");
	});

	it("takes a protected Worker's deletion for a loss, since its objects hold data", () => {
		const worker = make({}, { type: "cloudflare:index/worker:Worker", protect: true });
		expect(between([worker], [])).toMatchObject({ kind: "delete", losesData: true });
	});
});
