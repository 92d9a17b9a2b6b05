import type { MovePlan } from "../move/move-plan.ts";

/** Whether events of a time after the one that is restored stay: they say what happened, so that they do unless somebody wants them gone. */
export type RestoredEvents = "keep" | "remove";

/** What a restore is to bring back. */
export interface RestoreWish {
	/** All of the tenant's rows are to be as they were then, milliseconds since 1970; with an export, when it began. */
	readonly to: number;
	readonly events: RestoredEvents;
	/** The key of an export's manifest, from which its records come; null where they come from what was written down of each change. */
	readonly from: string | null;
}

/** A restore as the directory has it: a move to where the tenant is, at another time. */
export interface RestorePlan extends MovePlan, RestoreWish {}
