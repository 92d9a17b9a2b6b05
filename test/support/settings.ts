import { parseSettings } from "../../config/parse-settings.ts";
import { type Settings, STAGES, type Stage } from "../../config/settings.ts";
import { makePlan } from "../../plan/make-plan.ts";
import type { Plan } from "../../plan/plan.ts";

/** Two tenants with databases of their own: one kept in a jurisdiction, one spread over four databases. */
const TENANTS = [
	{ id: "acme", jurisdiction: "eu" },
	{ id: "globex", region: "enam", shards: 4 },
];
const ZONE = { name: "example.com", id: "023e105f4ecef8ad9ca31a8372d0c353", plan: "pro", hostname: "api.example.com" };

type Values = Readonly<Record<string, unknown>>;

/** What a stack file of this stage says, with everything a stack file may have from `1m` up. */
export const valuesOf = (stage: Stage, more: Values = {}): Values => ({
	stage,
	...(isLarge(stage) ? { tenants: TENANTS, zone: ZONE } : {}),
	...more,
});

export const settingsOf = (stage: Stage, more: Values = {}): Settings => parseSettings(valuesOf(stage, more), { file: "Pulumi.test.yaml" });

export const planOf = (stage: Stage, more: Values = {}): Plan =>
	makePlan(settingsOf(stage, more), { project: "stagecraft", stack: "test" });

const isLarge = (stage: Stage) => STAGES.indexOf(stage) >= STAGES.indexOf("1m");

/** Every pair of stages, the smaller first. */
export const PAIRS: readonly (readonly [Stage, Stage])[] = STAGES.flatMap((small, index) =>
	STAGES.slice(index + 1).map((large) => [small, large] as const),
);
