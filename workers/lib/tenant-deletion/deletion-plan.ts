import type { Place } from "../move/move-plan.ts";

/** What is to go, written down while the directory still knows it. */
export interface DeletionPlan {
	readonly id: string;
	readonly tenant: string;
	/** Where its data may lie: says which objects and which bucket are its own. */
	readonly location: string;
	/** Where it lives, and wherever a move has brought it or wanted to. */
	readonly places: readonly Place[];
	readonly keyIds: readonly string[];
	/** The days that it may have usage of, `YYYY-MM-DD`. */
	readonly days: readonly string[];
}
