import type { Judgement, Verdict } from "./judge.ts";
import type { Level, Rule } from "./rule.ts";

interface Group {
	readonly rule: string;
	readonly product: Rule["product"];
	readonly level: Level;
	readonly wrong: string;
	readonly why: string;
	readonly remedy: string;
	readonly violations: readonly {
		readonly resource: string | null;
		readonly field: string;
		readonly value: string;
		readonly rule: string;
	}[];
}

export interface Report {
	readonly stage: string;
	readonly resources: number;
	readonly groups: readonly Group[];
	/** Of rules, by what they said: a rule that found a violation counts as one. */
	readonly rules: Readonly<Record<"compliant" | "violated" | "unknown" | "notApplicable" | "off", number>>;
	/** A mandatory rule is violated. */
	readonly refused: boolean;
}

/** The facts of a run, mandatory rules first. */
export function toReport(stage: string, resources: number, judgements: readonly Judgement[]): Report {
	const groups = judgements.map(toGroup).filter(({ violations }) => violations.length > 0);
	const count = (kind: ReturnType<typeof toKind>) => judgements.filter((judgement) => toKind(judgement) === kind).length;
	return {
		stage,
		resources,
		groups: [...groups.filter(({ level }) => level === "mandatory"), ...groups.filter(({ level }) => level !== "mandatory")],
		rules: {
			compliant: count("compliant"),
			violated: count("violations"),
			unknown: count("unknown"),
			notApplicable: count("not-applicable"),
			off: count("off"),
		},
		refused: groups.some(({ level }) => level === "mandatory"),
	};
}

/** What a rule says of a stack in one word: the worst of what it says of each resource. */
export function toKind({ level, verdicts }: Judgement): Verdict["kind"] | "off" {
	if (level === "off") return "off";
	return (
		(["violations", "unknown", "compliant"] as const).find((kind) => verdicts.some((verdict) => verdict.kind === kind)) ?? "not-applicable"
	);
}

const toGroup = ({ rule: { id, product, wrong, why, remedy }, level, verdicts }: Judgement): Group => ({
	rule: id,
	product,
	level,
	wrong,
	why,
	remedy,
	violations: verdicts.flatMap((verdict) =>
		verdict.kind === "violations" ? verdict.faults.map((fault) => ({ resource: verdict.resource?.name ?? null, ...fault })) : [],
	),
});

const SHOWN = 8;

export function toText(report: Report): string {
	const { stage, resources, rules } = report;
	const counts = `${rules.compliant} kept, ${rules.violated} violated, ${rules.notApplicable} not applicable, ${rules.off} off at this stage`;
	const summary = `stage ${stage}, ${resources} resources: ${counts}`;
	const verdict = report.refused ? "Refused: a mandatory rule is violated." : "Nothing mandatory is violated.";
	return [...report.groups.map(toGroupText), summary, verdict].join("\n\n");
}

function toGroupText({ rule, level, wrong, why, remedy, violations }: Group): string {
	const lines = violations
		.slice(0, SHOWN)
		.map(({ resource, field, value, rule }) => `  ${resource ?? "the stack"}: ${field} = ${value}: ${rule}`);
	const more = violations.length > SHOWN ? [`  … and ${violations.length - SHOWN} more`] : [];
	return [`${level.toUpperCase()}  ${rule}: ${wrong}`, ...lines, ...more, `  why: ${why}.`, `  do:  ${remedy}.`].join("\n");
}
