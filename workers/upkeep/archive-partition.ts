import { WorkflowEntrypoint, type WorkflowEvent, type WorkflowStep } from "cloudflare:workers";
import { type ArchiveSteps, makeArchiver } from "../lib/archive/make-archiver.ts";
import { findApps } from "./find-apps.ts";
import type { ArchiveParams, Env } from "./manifest.ts";
import { RETRY, toWriteSteps } from "./write-steps.ts";

/** Moves one layer of a shard's partition into the archive. What a step returned is kept: after a crash the run goes on behind it. */
export class ArchivePartition extends WorkflowEntrypoint<Env, ArchiveParams> {
	override async run(event: Readonly<WorkflowEvent<ArchiveParams>>, step: WorkflowStep): Promise<void> {
		const { app, layer, run } = event.payload;
		const source = findApps(this.env, event.instanceId).get(app);
		if (!source) throw new Error(`there is no app ${app}`);
		await makeArchiver({ source, store: this.env.ARCHIVE, steps: toSteps(step), run }).archive(layer);
	}
}

const toSteps = (step: WorkflowStep): ArchiveSteps => ({ ...toWriteSteps(step), close: (run) => step.do("close", RETRY, run) });
