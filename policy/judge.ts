import { UnknownValueError } from "@pulumi/policy";
import type { Context, Judged, Stack } from "./judged.ts";
import type { Fault, Outcome } from "./outcome.ts";
import { judgesType, type Level, type ResourceRule, type Rule } from "./rule.ts";

/** What a rule says of one resource, or, without a resource, of all of them. */
export type Verdict = { readonly resource: Judged | null } & (
	| Outcome
	/** Preview doesn't know a value that the rule needs. */
	| { readonly kind: "unknown"; readonly error: Error }
);

export interface Judgement {
	readonly rule: Rule;
	readonly level: Level;
	readonly verdicts: readonly Verdict[];
}

/**
 * What every rule says of a stack.
 *
 * @example
 * import type { Stack } from "./judged.ts";
 * import { RULES } from "./rules.ts";
 *
 * const isRefused = (stack: Stack) =>
 * 	judgeStack(RULES, stack).some(({ level, verdicts }) => level === "mandatory" && verdicts.some(({ kind }) => kind === "violations"));
 */
export const judgeStack = (rules: readonly Rule[], stack: Stack): readonly Judgement[] =>
	rules.map((rule) => {
		const level = rule.level[stage(stack)];
		return { rule, level, verdicts: level === "off" ? [] : judge(rule, stack) };
	});

const stage = ({ stage }: Context) => stage;

/** What one rule says of each resource of its types. */
export function judge(rule: Rule, stack: Stack): readonly Verdict[] {
	if (rule.scope === "stack") return [tell(null, () => rule.check(stack))];
	const subjects = stack.resources.filter(({ type }) => judgesType(rule, type));
	return subjects.map((resource) =>
		rule.scope === "resource" ? judgeResource(rule, resource, stack) : tell(resource, () => rule.check(resource, stack)),
	);
}

export const judgeResource = (rule: ResourceRule, resource: Judged, context: Context): Verdict =>
	tell(resource, () => rule.check(resource, context));

function tell(resource: Judged | null, check: () => Outcome): Verdict {
	try {
		return { resource, ...check() };
	} catch (error) {
		if (error instanceof UnknownValueError) return { resource, kind: "unknown", error };
		throw error;
	}
}

/** One fault as a line: resource, field, value, what must hold, what to do. */
export const toMessage = (rule: Rule, resource: Judged | null, { field, value, rule: must }: Fault): string =>
	`${resource?.name ?? "the stack"}: ${field} = ${value}: ${must}. ${rule.remedy}.`;
