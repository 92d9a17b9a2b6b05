import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { measureUsage } from "../../ops/cost/measure/measure.ts";
import { readPlan } from "../../ops/stack.ts";
import { estimateServedUsage } from "../../sizing/usage.ts";
import { ROOT } from "../support/program.ts";
import { ops } from "./ops.ts";

describe("cost", () => {
	it("prints a bill whose lines add up to its sum", async () => {
		const { out, code } = await ops("cost --stage 1m --json");
		const { lines, perMonth } = JSON.parse(out);
		expect(lines.reduce((sum: number, { cost }: { readonly cost: number }) => sum + cost, 0)).toBe(perMonth);
		expect(code).toBe(0);
	});

	it("shows services, what is included, what is billed, and the price, and the sum by million requests", async () => {
		const { out } = await ops("cost --stage 10m");
		expect(out).toMatch(/^service +line +used +included +billed +price +a month$/m);
		expect(out).toMatch(/^Workers +requests +\S+ M +10 M +\S+ M +\$0\.30 a million +\$\d/m);
		expect(out).toMatch(/\$[\d,.]+ a month, \$[\d.]+ a million requests$/m);
	});

	it("is a Markdown table where that is asked for", async () => {
		const { out } = await ops("cost --stage 100k --markdown");
		expect(out).toContain("| service | line | used | included | billed | price | a month |\n| --- | --- | ---: |");
	});
});

describe("cost diff", () => {
	it("sets two stages beside each other, with the change of each line", async () => {
		const { out } = await ops("cost diff 100k 1m");
		expect(out).toContain("### Cost a month: 100k → 1m");
		expect(out).toMatch(/^\| D1: stored \| \$[\d.]+ \| \$[\d.]+ \| \+\$[\d.]+ \|$/m);
	});

	it("refuses what is neither stage nor ref, and takes no ref for an option", async () => {
		const unknown = await ops("cost diff no-such-ref 1m");
		expect(unknown.code).toBe(1);
		expect(unknown.error).toContain("ref = no-such-ref: git knows no such commit");
		expect((await ops("cost diff 100k")).code).toBe(2);
	});
});

describe("cost diff of git refs", () => {
	const root = mkdtempSync(join(tmpdir(), "ops-refs-"));
	const git = (...words: string[]) =>
		execFileSync("git", ["-c", "user.name=t", "-c", "user.email=t@example.com", ...words], { cwd: root, stdio: "ignore" });

	beforeAll(() => {
		for (const part of ["config", "local", "migrations", "ops", "plan", "presets", "sizing", "workers", "package.json"])
			cpSync(join(ROOT, part), join(root, part), { recursive: true });
		symlinkSync(join(ROOT, "node_modules"), join(root, "node_modules"));
		writeFileSync(join(root, ".gitignore"), "node_modules\n");
		writeFileSync(join(root, "Pulumi.yaml"), "name: stagecraft\nruntime: nodejs\n");
		writeFileSync(join(root, "Pulumi.prod.yaml"), "config:\n  stagecraft:stage: 1m\n");
		git("init", "--quiet", "--initial-branch=main");
		git("add", "-A");
		git("commit", "--quiet", "-m", "before");
		writeFileSync(
			join(root, "Pulumi.prod.yaml"),
			"config:\n  stagecraft:stage: 1m\n  stagecraft:overrides:\n    observability:\n      logs: 1\n",
		);
	});
	afterAll(() => rmSync(root, { recursive: true, force: true }));

	it("runs each ref's own plan code on its own stack file", async () => {
		const { out, error } = await ops("cost diff main . --stack prod", root);
		expect(error).toBe("");
		expect(out).toContain("| line | main | . | change |");
		const rows = out.split("\n").filter((row) => /\+\$/.test(row));
		// Logs alone cost more, and with them the sum.
		expect(rows.map((row) => row.split(" | ")[0])).toEqual(["| Workers Logs: events", "| a month", "| a million requests"]);
	});

	it("compares every stage where none is chosen", async () => {
		const { out } = await ops("cost diff main .", root);
		expect(out).toMatch(/^\| launch \| \$5\.\d\d \| \$5\.\d\d \| – \|$/m);
		expect(out).toMatch(/^\| 10m \|/m);
	});
});

it("has a model that a local run of our Workers bears out, but for what caches save and short pages", async () => {
	const plan = await readPlan(ROOT, { stage: "launch" });
	const { perRequest } = await measureUsage({ root: ROOT, plan, choice: { stage: "launch" }, requests: 100, progress: () => undefined });
	const model = estimateServedUsage(plan);
	const ratio = (name: "queueOperations" | "d1RowsWritten" | "d1RowsRead") =>
		((perRequest[name] ?? 0) * plan.workload.requestsPerDay * 30) / (model[name] ?? 1);
	// A last message may still be on its way when the counts are read.
	expect(ratio("queueOperations")).toBeGreaterThan(0.85);
	expect(ratio("queueOperations")).toBeLessThanOrEqual(1.000001);
	expect(ratio("d1RowsWritten")).toBeGreaterThan(0.8);
	expect(ratio("d1RowsWritten")).toBeLessThan(1.25);
	expect(ratio("d1RowsRead")).toBeGreaterThan(0.25);
	expect(ratio("d1RowsRead")).toBeLessThan(2);
	// Counters gather, and send after the answer: what a request is told of them is less than a call.
	expect(perRequest.objectRequests).toBeLessThanOrEqual(1);
	expect((perRequest.kvReads ?? 0) * plan.workload.requestsPerDay * 30).toBeLessThanOrEqual(model.kvReads ?? 0);
});
