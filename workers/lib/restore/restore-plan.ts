import type { MovePlan } from "../move/move-plan.ts";

/** Whether events of a time after the one that is restored stay: they say what happened, so that they do unless somebody wants them gone. */
export type RestoredEvents = "keep" | "remove";

/** What a restore is to bring back. */
export interface RestoreWish {
	/** All of the tenant's rows are to be as they were then, milliseconds since 1970. */
	readonly to: number;
	readonly events: RestoredEvents;
}

/** A restore as the directory has it: a move to where the tenant is, at another time. */
export interface RestorePlan extends MovePlan, RestoreWish {}
