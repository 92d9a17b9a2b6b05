import type { PolicyResource, ResourceValidationPolicy, StackValidationPolicy } from "@pulumi/policy";
import { judge, judgeResource, toMessage, type Verdict } from "./judge.ts";
import type { Context, Judged } from "./judged.ts";
import { valueAt } from "./read.ts";
import { judgesType, type ResourceRule, type Rule } from "./rule.ts";

type Policy = ResourceValidationPolicy | StackValidationPolicy;
type Report = (message: string, urn?: string) => void;

/** Our rules as the SDK's policies: what is judged alone is judged while the engine plans it, the rest at its end. */
export const toPolicies = (rules: readonly Rule[], context: Context): Policy[] =>
	rules.map((rule) => (rule.scope === "resource" ? toResourcePolicy(rule, context) : toStackPolicy(rule, context)));

const toCommon = (rule: Rule, { stage }: Context) => {
	const level = rule.level[stage];
	return {
		name: rule.id,
		description: `${rule.wrong}. ${rule.why}.`,
		enforcementLevel: level === "off" ? ("disabled" as const) : level,
		remediationSteps: rule.remedy,
		tags: [rule.product],
	};
};

const toResourcePolicy = (rule: ResourceRule, context: Context): ResourceValidationPolicy => ({
	...toCommon(rule, context),
	validateResource: (args, report) => {
		if (!judgesType(rule, args.type)) args.notApplicable(`it judges ${rule.types.join(", ")}`);
		const verdict = judgeResource(rule, toJudged({ ...args, propertyDependencies: {} }), context);
		if (verdict.kind === "not-applicable") args.notApplicable(verdict.reason);
		tellAll(rule, [verdict], report);
	},
});

const toStackPolicy = (rule: Rule, context: Context): StackValidationPolicy => ({
	...toCommon(rule, context),
	validateStack: (args, report) => {
		const verdicts = judge(rule, { ...context, resources: args.resources.map(toJudged), before: null });
		const [reason = "no resource that it judges"] = verdicts.flatMap((verdict) =>
			verdict.kind === "not-applicable" ? [verdict.reason] : [],
		);
		if (verdicts.every(({ kind }) => kind === "not-applicable")) args.notApplicable(reason);
		tellAll(rule, verdicts, report);
	},
});

/** Faults are reported; then the first unknown value is thrown on, for the SDK to say that preview couldn't judge it. */
function tellAll(rule: Rule, verdicts: readonly Verdict[], report: Report): void {
	for (const verdict of verdicts)
		if (verdict.kind === "violations")
			for (const fault of verdict.faults) report(toMessage(rule, verdict.resource, fault), verdict.resource?.urn);
	for (const verdict of verdicts) if (verdict.kind === "unknown") throw verdict.error;
}

type Seen = Pick<PolicyResource, "urn" | "type" | "name" | "props" | "opts" | "propertyDependencies">;

const toJudged = ({ urn, type, name, props, opts, propertyDependencies }: Seen): Judged => ({
	urn,
	type,
	name,
	props,
	protect: opts.protect,
	id: toId(props),
	sources: Object.fromEntries(Object.entries(propertyDependencies).map(([key, from]) => [key, from.map((source) => source.urn)])),
});

/** Before the resource is there its id isn't either: then `sources` tell who is meant. */
function toId(props: Judged["props"]): string | undefined {
	try {
		const id = valueAt(props, "id");
		return typeof id === "string" ? id : undefined;
	} catch {
		return undefined;
	}
}
