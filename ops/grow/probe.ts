import type { Plan } from "../../plan/plan.ts";
import type { Check } from "./check.ts";
import type { World } from "./world.ts";

/** A stage's feature that can be seen, from outside or in what is deployed. */
export interface Probe {
	/** `d1WriteRate.pool`: it is proved where one of these knobs changed. */
	readonly knobs: readonly string[];
	readonly prove: (stage: NewStage) => Promise<Check>;
}

export interface NewStage {
	readonly world: World;
	readonly before: Plan;
	readonly after: Plan;
}
