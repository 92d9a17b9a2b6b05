import { STAGES } from "../config/settings.ts";
import { toMarkdown } from "../terminal/markdown.ts";
import { type Levels, PRODUCTS, type Rule } from "./rule.ts";

/** `mandatory`, or where stages differ: `off, from 100k advisory, from 1m mandatory`. */
function toLevelText(level: Levels): string {
	const steps = STAGES.flatMap((stage, index) => {
		const before = STAGES[index - 1];
		if (before === undefined) return [level[stage]];
		return level[stage] === level[before] ? [] : [`from \`${stage}\` ${level[stage]}`];
	});
	return steps.join(", ");
}

/** Where a policy is judged: while its resource is planned, or when all are. */
const toScope = ({ scope }: Rule) => (scope === "resource" ? "resource" : "stack");

const toSection = (rules: readonly Rule[], product: string): string =>
	[
		`## ${product}`,
		toMarkdown(
			rules.map((rule) => ({
				rule: `[\`${rule.id}\`](../../policy/rules/${rule.product}/${rule.id}.ts)`,
				"what is wrong": rule.wrong,
				"why it matters": rule.why,
				"how to mend it": rule.remedy,
				level: toLevelText(rule.level),
				policy: toScope(rule),
			})),
		),
	].join("\n\n");

/** `docs/reference/policies.md` */
export function makePolicyReference(rules: readonly Rule[]): string {
	const sections = PRODUCTS.map((product) => [rules.filter((rule) => rule.product === product), product] as const)
		.filter(([own]) => own.length > 0)
		.map(([own, product]) => toSection(own, product));
	return `${[
		"# Policies",
		`Made by \`npm run docs\` from \`policy/rules/\`: ${rules.length} rules. The [guide](../guide/policies.md) says how they are run. A mandatory rule stops a deployment, an advisory one is told; *resource*\nrules are judged while the engine plans each resource, *stack* rules when it has planned all.`,
		...sections,
	].join("\n\n")}\n`;
}
