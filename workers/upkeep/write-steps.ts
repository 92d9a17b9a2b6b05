import type { WorkflowStep } from "cloudflare:workers";
import type { WriteSteps } from "../lib/archive/write-object.ts";

/** Three minutes of a store that fails; after that the run is over, and undone. */
export const RETRY = { retries: { limit: 5, delay: "5 seconds", backoff: "exponential" }, timeout: "10 minutes" } as const;

/** A Workflow's steps as what writes an object takes them. */
export const toWriteSteps = (step: WorkflowStep): WriteSteps => ({
	part: (name, run) => step.do(name, RETRY, run),
	run: (name, run) => step.do(name, RETRY, run),
	text: (name, run) => step.do(name, RETRY, run),
});

/** Steps of a run on one `app`: what a step returned is kept, and it isn't run again. */
export interface AppSteps {
	run<T extends string | null>(name: string, run: () => Promise<T>): Promise<T>;
}

export const toAppSteps = (step: WorkflowStep): AppSteps => ({ run: (name, run) => step.do(name, RETRY, run) });
