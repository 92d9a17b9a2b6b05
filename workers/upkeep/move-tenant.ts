import { WorkflowEntrypoint, type WorkflowEvent, type WorkflowStep } from "cloudflare:workers";
import { NonRetryableError } from "cloudflare:workflows";
import { guardDirectory } from "../lib/d1/guard-directory.ts";
import { logError } from "../lib/log-error.ts";
import { MoveCancelledError } from "../lib/move/copy-shard.ts";
import type { MoveSteps } from "../lib/move/move-steps.ts";
import { runMove } from "../lib/move/run-move.ts";
import { findApp } from "../lib/shard-groups/find-app.ts";
import { findMovers, toMoveDirectory } from "./find-movers.ts";
import type { Env, MoveParams } from "./manifest.ts";

/** Before the switch a fault that lasts undoes the move: half a minute of it. Writes may be waiting, so the first attempts follow soon. */
const STEP = { retries: { limit: 6, delay: 500, backoff: "exponential" }, timeout: "5 minutes" } as const;
/** Back to the source, or on after the switch: there is no other way, so hours of it. */
const FORWARD = { retries: { limit: 1_000, delay: "15 seconds", backoff: "constant" }, timeout: "5 minutes" } as const;

/** Moves one tenant. What a step returned is kept: after a crash the run goes on behind it. */
export class MoveTenant extends WorkflowEntrypoint<Env, MoveParams> {
	override async run(event: Readonly<WorkflowEvent<MoveParams>>, step: WorkflowStep): Promise<string> {
		const { plan } = event.payload;
		const env = guardDirectory(this.env, { requestId: event.instanceId, tenant: plan.tenant });
		const movers = findMovers(env, event.instanceId);
		return runMove({
			plan,
			steps: toMoveSteps(step),
			directory: toMoveDirectory(env, event.instanceId),
			moverOf: (place) => {
				const mover = findApp(movers, place, env.SETTINGS.shardsPerWorker);
				if (!mover) throw new Error(`no app binds ${place.shard}`);
				return mover;
			},
			now: Date.now,
			staleSeconds: env.SETTINGS.directoryStaleSeconds,
			onError: (what, error) => logError(what, error, { requestId: event.instanceId, tenant: plan.tenant, move: plan.id }),
		});
	}
}

/** A Workflow's steps as a move takes them. */
export const toMoveSteps = (step: WorkflowStep): MoveSteps => ({
	run: (name, kind, run) => step.do(name, kind === "forward" ? FORWARD : STEP, () => run().catch(toFinal)),
	sleep: (name, seconds) => step.sleep(name, seconds * 1_000),
});

/** To try again would change nothing. */
function toFinal(error: unknown): never {
	throw error instanceof MoveCancelledError ? new NonRetryableError(error.message) : error;
}
