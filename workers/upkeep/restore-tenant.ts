import { WorkflowEntrypoint, type WorkflowEvent, type WorkflowStep } from "cloudflare:workers";
import { guardDirectory } from "../lib/d1/guard-directory.ts";
import { logError } from "../lib/log-error.ts";
import { runRestore } from "../lib/restore/run-restore.ts";
import { findApp } from "../lib/shard-groups/find-app.ts";
import { findMovers, toMoveDirectory } from "./find-movers.ts";
import type { Env, RestoreParams } from "./manifest.ts";
import { toMoveSteps } from "./move-tenant.ts";

/** Restores one tenant. What a step returned is kept: after a crash the run goes on behind it. */
export class RestoreTenant extends WorkflowEntrypoint<Env, RestoreParams> {
	override async run(event: Readonly<WorkflowEvent<RestoreParams>>, step: WorkflowStep): Promise<string> {
		const { plan } = event.payload;
		const env = guardDirectory(this.env, { requestId: event.instanceId, tenant: plan.tenant });
		const movers = findMovers(env, event.instanceId);
		return runRestore({
			plan,
			steps: toMoveSteps(step),
			directory: toMoveDirectory(env, event.instanceId),
			shardOf: (place) => {
				const shard = findApp(movers, place, env.SETTINGS.shardsPerWorker);
				if (!shard) throw new Error(`no app binds ${place.shard}`);
				return shard;
			},
			now: Date.now,
			store: env.ARCHIVE,
			onError: (what, error) => logError(what, error, { requestId: event.instanceId, tenant: plan.tenant, restore: plan.id }),
		});
	}
}
