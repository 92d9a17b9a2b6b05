import { describe, expect, it } from "vitest";
import { runPolicy } from "../../policy/run-policy.ts";
import { ROOT } from "../support/program.ts";

async function policy(line: string) {
	const [out, error]: [string[], string[]] = [[], []];
	const code = await runPolicy(line.split(" "), ROOT, { out: (text) => out.push(text), error: (text) => error.push(text) });
	return { code, out: out.join("\n"), error: error.join("\n") };
}

describe("npm run policy", () => {
	it("judges a stack file, and says so as JSON", async () => {
		const { code, out } = await policy("--stack prod --json");
		expect(code).toBe(0);
		expect(JSON.parse(out)).toMatchObject({ stage: "1m", refused: false, groups: [], rules: { violated: 0, unknown: 0 } });
	});

	it("refuses a way down that deletes databases, grouped by rule with the remedy, and ends with 1", async () => {
		const { code, out } = await policy("--stack staging --stage launch");
		expect(code).toBe(1);
		expect(out).toMatch(/^MANDATORY {2}stage-change-loses-data: /m);
		expect(out).toContain("d1-pool-enam-0 = (absent): must stay: it holds data and would be deleted");
		expect(out).toMatch(/^ {2}do: {2}Keep name, place and jurisdiction/m);
		expect(out).toContain("Refused: a mandatory rule is violated.");
	});

	it.each([
		["--stage 5m", "--stage = 5m: must be one of launch, 10k, 100k, 1m, 10m"],
		["--stagge 1m", "Unknown option '--stagge'"],
		["--stack nobody", "Pulumi.nobody.yaml isn't there"],
	])("ends with 2 for %s, and says what is wrong", async (line, says) => {
		const { code, error } = await policy(line);
		expect(code).toBe(2);
		expect(error).toContain(says);
	});
});
