import { globSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { STAGES, type Stage } from "../../config/settings.ts";
import type { Resource } from "../../local/resource.ts";
import { judge, judgeStack, toMessage } from "../../policy/judge.ts";
import type { Stack } from "../../policy/judged.ts";
import { toContext } from "../../policy/read-context.ts";
import { toJudged } from "../../policy/register.ts";
import { toKind } from "../../policy/report.ts";
import type { Rule } from "../../policy/rule.ts";
import { RULES } from "../../policy/rules.ts";
import { programOf, ROOT } from "../support/program.ts";
import { valuesOf } from "../support/settings.ts";
import type { Case, Cases } from "./cases.ts";

const idsIn = (folder: string) =>
	globSync(`${folder}/*/*.ts`, { cwd: ROOT })
		.map((file) => `${basename(dirname(file))}/${basename(file, ".ts")}`)
		.sort();

/** By rule: found by its file, so that a rule without cases fails. */
async function readCases({ product, id }: Rule): Promise<Cases> {
	const module: { readonly cases: Cases } = await import(pathToFileURL(join(ROOT, "test/policy/rules", product, `${id}.ts`)).href);
	return module.cases;
}
const CASES = new Map(await Promise.all(RULES.map(async (rule) => [rule.id, await readCases(rule)] as const)));
const casesOf = ({ id }: Rule): Cases => CASES.get(id) ?? expect.fail(`${id} has no cases`);

const runs = new Map<Stage, readonly Resource[]>();
beforeAll(async () => {
	for (const stage of STAGES)
		runs.set(
			stage,
			(await programOf(stage)).resources.filter(({ custom }) => custom),
		);
});

/** A stage of ours, changed as a case says. */
function toStack(stage: Stage, ...cases: readonly Case[]): Stack {
	const config = Object.entries(valuesOf(stage)).map(([key, value]) => [
		`stagecraft:${key}`,
		typeof value === "string" ? value : JSON.stringify(value),
	]);
	const resources = runs.get(stage) ?? [];
	const change = (pick: (one: Case) => Case["change"], from: readonly Resource[]) =>
		cases.reduce((result, one) => pick(one)?.(result) ?? result, from);
	const before = cases.some((one) => one.before) ? change((one) => one.before, resources).map(toJudged) : null;
	const context = toContext(Object.fromEntries(config), { project: "stagecraft", stack: "test" });
	return {
		...context,
		now: new Date("2026-11-21"),
		...Object.assign({}, ...cases.map((one) => one.context ?? {})),
		resources: change((one) => one.change, resources).map(toJudged),
		before,
	};
}

const kindOf = (rule: Rule, stack: Stack) => toKind({ rule, level: "mandatory", verdicts: judge(rule, stack) });
const messagesOf = (rule: Rule, stack: Stack) =>
	judge(rule, stack).flatMap((verdict) =>
		verdict.kind === "violations" ? verdict.faults.map((fault) => toMessage(rule, verdict.resource, fault)) : [],
	);

it("lists every file of policy/rules once, and each rule has its cases", () => {
	const listed = RULES.map(({ product, id }) => `${product}/${id}`).sort();
	expect(listed).toEqual(idsIn("policy/rules"));
	expect(listed).toEqual(idsIn("test/policy/rules"));
	expect(new Set(RULES.map(({ id }) => id)).size).toBe(RULES.length);
});

describe.each(RULES.map((rule) => [rule.id, rule] as const))("%s", (_id, rule) => {
	const { baseline = {}, violates, says, missing, unknown, notApplicable } = casesOf(rule);

	it("is data that doesn't change", () => {
		expect(Object.isFrozen(rule)).toBe(true);
		for (const text of [rule.wrong, rule.why, rule.remedy]) expect(text).toMatch(/^[A-Z].*[^.]$/);
	});

	it("lets a stack pass that is as it should be", () => {
		expect(kindOf(rule, toStack("1m", baseline)), messagesOf(rule, toStack("1m", baseline)).join("\n")).toBe("compliant");
	});

	it("finds its fault, and tells field, value, rule and remedy", () => {
		const messages = messagesOf(rule, toStack("1m", baseline, violates));
		expect(messages.join("\n")).toContain(says);
		for (const message of messages) expect(message).toMatch(new RegExp(`^\\S+.*: .+ = [\\s\\S]*: .+\\. ${toPattern(rule.remedy)}\\.$`));
	});

	it("judges a field that is left out", () => {
		expect(kindOf(rule, toStack("1m", baseline, missing))).toBe(missing.is);
	});

	it("takes what preview doesn't know for no violation", () => {
		expect(kindOf(rule, toStack("1m", baseline, unknown))).toBe(unknown.is ?? "unknown");
	});

	it("tells what it doesn't apply to from what keeps it", () => {
		const verdicts = judge(rule, toStack("1m", baseline, notApplicable));
		const before = judge(rule, toStack("1m", baseline));
		const passed = (list: typeof verdicts) => list.filter(({ kind }) => kind === "compliant").length;
		expect(passed(verdicts)).toBeLessThan(passed(before));
		expect(verdicts.filter(({ kind }) => kind === "violations" || kind === "unknown")).toEqual([]);
	});
});

const toPattern = (text: string) => text.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");

/** Rules that a stage of ours breaks on purpose, and why. */
const KNOWN: Readonly<Record<Stage, readonly string[]>> = { launch: [], "10k": [], "100k": [], "1m": [], "10m": [] };

const violatedIn = (stack: Stack) => judgeStack(RULES, stack).filter((judgement) => toKind(judgement) === "violations");

it.each(STAGES)("finds nothing mandatory wrong with %s, and no more advisories than are known", (stage) => {
	expect(violatedIn(toStack(stage)).map(({ rule, level }) => [rule.id, level])).toEqual(KNOWN[stage].map((id) => [id, "advisory"]));
});

it("catches every bad program that is made from a stage, and blames the rule that was broken and no other", () => {
	fc.assert(
		fc.property(fc.constantFrom(...STAGES), fc.constantFrom(...RULES), (stage, rule) => {
			const { baseline = {}, violates, also = [] } = casesOf(rule);
			const before = violatedIn(toStack(stage, baseline)).map(({ rule }) => rule.id);
			const after = violatedIn(toStack(stage, baseline, violates)).map(({ rule }) => rule.id);
			// Where the stage has nothing of the kind, nothing is broken: those of 1m have everything.
			if (stage === "1m" && rule.level[stage] !== "off") expect(after).toContain(rule.id);
			expect(after.filter((id) => !before.includes(id) && id !== rule.id && !also.includes(id))).toEqual([]);
		}),
		{ numRuns: 200 },
	);
});
