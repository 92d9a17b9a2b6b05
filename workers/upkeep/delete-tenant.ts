import { WorkflowEntrypoint, type WorkflowEvent, type WorkflowStep } from "cloudflare:workers";
import { guardDirectory } from "../lib/d1/guard-directory.ts";
import { makeRunRegister } from "../lib/runs/run-register.ts";
import { forgetTenant } from "../lib/tenant-deletion/deletion-register.ts";
import { type DeletionSteps, runDeletion } from "../lib/tenant-deletion/run-deletion.ts";
import { toDeletionParts } from "./deletion-parts.ts";
import type { DeletionParams, Env } from "./manifest.ts";

/** There is no way back, so hours of it: a store that is down, or a shard on which a layer is on its way to the archive. */
const STEP = { retries: { limit: 1_000, delay: "15 seconds", backoff: "constant" }, timeout: "10 minutes" } as const;

/** Deletes one tenant. What a step returned is kept: after a crash the run goes on behind it. */
export class DeleteTenant extends WorkflowEntrypoint<Env, DeletionParams> {
	override async run({ payload: { plan }, instanceId }: Readonly<WorkflowEvent<DeletionParams>>, step: WorkflowStep): Promise<void> {
		const env = guardDirectory(this.env, { requestId: instanceId, tenant: plan.tenant });
		const { DIRECTORY, SETTINGS } = env;
		const runs = makeRunRegister(DIRECTORY, Date.now);
		const parts = toDeletionParts(env, plan, instanceId);
		const deleted = { phase: "deleted", part: null, parts: 2 * parts.length };
		await runDeletion({
			steps: toSteps(step),
			parts,
			onPart: (progress) => runs.advance(plan.id, { ...progress }),
			forget: async () => {
				await forgetTenant(DIRECTORY, plan, Date.now());
				await runs.advance(plan.id, { ...deleted, done: parts.length });
			},
			staleSeconds: SETTINGS.directoryStaleSeconds,
			end: () => runs.end(plan.id, null, { ...deleted, done: 2 * parts.length }),
		});
	}
}

const toSteps = (step: WorkflowStep): DeletionSteps => ({
	run: (name, run) => step.do(name, STEP, run),
	sleep: (name, seconds) => step.sleep(name, seconds * 1_000),
});
