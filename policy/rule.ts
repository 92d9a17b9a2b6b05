import { STAGES, type Stage } from "../config/settings.ts";
import type { Context, Judged, Stack } from "./judged.ts";
import type { Outcome } from "./outcome.ts";

export const PRODUCTS = ["d1", "durable-object", "edge", "kv", "queue", "r2", "stack", "worker"] as const;

/** How much a violation weighs: a mandatory one stops a deployment. */
export type Level = "off" | "advisory" | "mandatory";
export type Levels = Readonly<Record<Stage, Level>>;

interface Common {
	/** The rule's file, test and row in the reference: identity. */
	readonly id: string;
	readonly product: (typeof PRODUCTS)[number];
	/** What is wrong, where it is violated. */
	readonly wrong: string;
	readonly why: string;
	readonly remedy: string;
	readonly level: Levels;
}

/** Looks at one resource by itself: judged while the engine plans it. */
export interface ResourceRule extends Common {
	readonly scope: "resource";
	/** Tokens, or the beginning of some with a `*`. */
	readonly types: readonly string[];
	readonly check: (resource: Judged, context: Context) => Outcome;
}

/** Looks at one resource among the others. */
interface AmongRule extends Common {
	readonly scope: "among";
	readonly types: readonly string[];
	readonly check: (resource: Judged, stack: Stack) => Outcome;
}

/** Looks at all of them together. */
interface StackRule extends Common {
	readonly scope: "stack";
	readonly check: (stack: Stack) => Outcome;
}

export type Rule = ResourceRule | AmongRule | StackRule;

/** Whether a rule looks at resources of a type. */
export const judgesType = ({ types }: ResourceRule | AmongRule, type: string): boolean =>
	types.some((wanted) => wanted === type || (wanted.endsWith("*") && type.startsWith(wanted.slice(0, -1))));

/** One level for every stage. */
export const always = (level: Level): Levels => toLevels(() => level);

/** One level from a stage on, another below it. */
export const from = (stage: Stage, level: Level, below: Level): Levels =>
	toLevels((other) => (STAGES.indexOf(other) >= STAGES.indexOf(stage) ? level : below));

const toLevels = (level: (stage: Stage) => Level): Levels => ({
	launch: level("launch"),
	"10k": level("10k"),
	"100k": level("100k"),
	"1m": level("1m"),
	"10m": level("10m"),
});

/** Rules are data: nothing changes one after it is made. */
export const defineRule = (rule: Rule): Rule => Object.freeze(rule);
