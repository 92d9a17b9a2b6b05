import { globSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { beforeAll, describe, expect, it } from "vitest";
import { STAGES, type Stage } from "../../config/settings.ts";
import type { Resource } from "../../local/resource.ts";
import { judge, judgeStack, toMessage } from "../../policy/judge.ts";
import type { Judged, Stack } from "../../policy/judged.ts";
import { toContext } from "../../policy/read-context.ts";
import { toJudged } from "../../policy/register.ts";
import { toKind } from "../../policy/report.ts";
import type { Rule } from "../../policy/rule.ts";
import { RULES } from "../../policy/rules.ts";
import { TYPES } from "../../policy/types.ts";
import { programOf, ROOT } from "../support/program.ts";
import { PAIRS, valuesOf } from "../support/settings.ts";
import type { Case, Cases } from "./cases.ts";
import { all } from "./change.ts";

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
	const context = toContext(Object.fromEntries(config), { project: "stagecraft", stack: "test" });
	return {
		...context,
		now: new Date("2026-11-21"),
		...Object.assign({}, ...cases.map((one) => one.context ?? {})),
		resources: all(...cases.flatMap((one) => one.change ?? []))(resources).map(toJudged),
		before: toBefore(cases, resources),
	};
}

function toBefore(cases: readonly Case[], resources: readonly Resource[]): readonly Judged[] | null {
	const changes = cases.flatMap(({ before }) => (before === undefined ? [] : [before]));
	if (changes.length === 0 || changes.includes(null)) return null;
	return changes.reduce((result, change) => change?.(result) ?? result, resources).map(toJudged);
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

const blamedIn = (stage: Stage, ...cases: readonly Case[]) => violatedIn(toStack(stage, ...cases)).map(({ rule }) => rule.id);

it.each(STAGES)("catches a bad program made from %s, and blames the rule that was broken and no other", (stage) => {
	const known = blamedIn(stage);
	for (const rule of RULES) {
		const { baseline, violates, also = [] } = casesOf(rule);
		const before = baseline === undefined ? known : blamedIn(stage, baseline);
		const after = blamedIn(stage, baseline ?? {}, violates);
		expect(
			after.filter((id) => ![...before, ...also, rule.id].includes(id)),
			rule.id,
		).toEqual([]);
		// What a smaller stage doesn't have can't be broken there: 1m has everything.
		if (stage === "1m") expect(after).toContain(rule.id);
	}
});

it.each(PAIRS)("finds no data lost from %s up to %s, and all that goes on the way down", (small, large) => {
	const stateful = RULES.filter(({ id }) => id === "stage-change-loses-data" || id === "object-class-removed");
	const [low, high] = [toStack(small), toStack(large)];
	expect(stateful.map((rule) => kindOf(rule, { ...high, before: low.resources }))).toEqual(["compliant", "compliant"]);
	const gone = high.resources.filter(({ type, name }) => type === TYPES.d1 && !low.resources.some((other) => other.name === name));
	const told = stateful.flatMap((rule) => messagesOf(rule, { ...low, before: high.resources })).join("\n");
	for (const { name } of gone) expect(told).toContain(`${name} = (absent): must stay`);
});
