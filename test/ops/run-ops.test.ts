import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { NOUNS } from "../../ops/nouns.ts";
import { ops } from "./ops.ts";

describe("the command line", () => {
	it("names every noun in its help, and ends well", async () => {
		const { out, code } = await ops("--help");
		for (const noun of Object.keys(NOUNS)) expect(out).toContain(`  ${noun} `);
		expect(code).toBe(0);
	});

	it.each(Object.keys(NOUNS))("shows the verbs of %s with examples, and --json in each", async (noun) => {
		const { out } = await ops(`${noun} --help`);
		const verbs = [...out.matchAll(/^ {2}(\w+) \[options\]/gm)].map(([, verb]) => verb);
		expect(verbs.length + Number(out.includes("--json"))).toBeGreaterThan(0);
		for (const verb of verbs) {
			const help = await ops(`${noun} ${verb} --help`);
			expect(help.out).toContain("--json");
			expect(help.out).toContain(`npm run ops -- ${noun} ${verb}`);
		}
	});

	it.each([
		["", "Usage"],
		["plans show", "unknown command 'plans'"],
		["plan shwo", "unknown command 'shwo'"],
		["plan show --foo", "unknown option '--foo'"],
		["plan show --stage huge", "stage must be one of launch, 10k, 100k, 1m, 10m"],
		["plan show --stage", "argument missing"],
	])("ends %j with 2, and says why on stderr", async (line, why) => {
		const { out, error, code } = await ops(line);
		expect(error).toContain(why);
		expect(out).toBe("");
		expect(code).toBe(2);
	});

	it("tells a fault in a stack file plainly, as text or as JSON, and ends with 1", async () => {
		const root = mkdtempSync(join(tmpdir(), "ops-"));
		writeFileSync(join(root, "Pulumi.yaml"), "name: stagecraft\nruntime: nodejs\n");
		writeFileSync(join(root, "Pulumi.dev.yaml"), "config:\n  stagecraft:stage: launch\n  stagecraft:colour: red\n");
		const text = await ops("plan show --stack dev", root);
		expect(text.error).toContain('stagecraft:colour = "red": is no setting');
		expect(text.error).not.toMatch(/^\s+at /m);
		expect(text.code).toBe(1);
		const json = await ops("plan show --stack dev --json", root);
		expect(JSON.parse(json.error)).toMatchObject({ error: { code: "settings", issues: [{ option: "stagecraft:colour" }] } });
	});

	it("lets a workload file win over the stack file, and refuses one with faults", async () => {
		const folder = mkdtempSync(join(tmpdir(), "ops-"));
		const [good, bad] = [join(folder, "good.yaml"), join(folder, "bad.json")];
		writeFileSync(good, "requestsPerDay: 4321\n");
		writeFileSync(bad, '{"requestsPerDay": -1}');
		const { out } = await ops(`plan show --stack prod --workload ${good} --json`);
		expect(JSON.parse(out).workload).toMatchObject({ requestsPerDay: 4321, peakFactor: 12 });
		expect((await ops(`plan show --workload ${bad}`)).error).toContain("requestsPerDay = -1: must be at least 1");
		expect((await ops("plan show --workload none.yaml")).error).toContain("--workload");
	});
});
