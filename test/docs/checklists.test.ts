import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { STAGES } from "../../config/settings.ts";
import { capacity, command, rule, test } from "../../ops/checklist/checklist.ts";
import { CHECKLISTS } from "../../ops/checklist/checklists.ts";
import { makeStagesGuide } from "../../ops/checklist/make-stages-guide.ts";
import { ROOT } from "../support/program.ts";
import { findUnproved } from "./find-unproved.ts";

it("stands in docs/guide/stages.md as it is (else run npm run docs)", () => {
	expect(readFileSync(join(ROOT, "docs/guide/stages.md"), "utf8")).toBe(makeStagesGuide());
});

describe.each(STAGES)("before %s", (stage) => {
	const items = CHECKLISTS[stage];

	it("has each line once, enough of them to be worth it and few enough to be gone through", () => {
		expect(new Set(items.map(({ todo }) => todo)).size).toBe(items.length);
		expect(items.length).toBeGreaterThanOrEqual(8);
		expect(items.length).toBeLessThanOrEqual(15);
	});

	it("proves each line by what is there", async () => {
		const faults = await Promise.all(items.flatMap(({ todo, proofs }) => proofs.map(async (proof) => [todo, await findUnproved(proof)])));
		expect(faults.filter(([, fault]) => fault !== null)).toEqual([]);
	});
});

it.each([
	[rule("no-such-rule"), "0 rules no-such-rule"],
	[{ ...capacity("d1Size"), bottleneck: "patience" }, "no bottleneck patience"],
	[test("test/none.test.ts", "is there"), "no file test/none.test.ts"],
	[test("test/contract/auth.test.ts", "flies"), 'has no test "flies"'],
	[command("npm run fly"), "no script fly"],
	[command("npm run ops -- plans show"), "no noun plans"],
	[command("npm run ops -- plan fly"), "plan has no verb fly"],
	[command("npm run ops -- plan show --fast"), "plan show has no --fast"],
	[command("npm run grow -- launch"), "wants 2 arguments"],
	[command("npm run bench -- none"), "no bench none"],
	[command("npx nothing"), "npx nothing"],
])("finds a proof that proves nothing: %o", async (proof, fault) => {
	// What the types refuse may still come from data of another origin.
	expect(await findUnproved(JSON.parse(JSON.stringify(proof)))).toContain(fault);
});
