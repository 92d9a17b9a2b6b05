import { WorkflowEntrypoint, type WorkflowEvent, type WorkflowStep } from "cloudflare:workers";
import { findApps } from "./find-apps.ts";
import type { Env, PartitionsParams } from "./manifest.ts";

/** Makes the current partition and the next ones on every shard, a step for each `app`; a step that was done isn't done again. */
export class MakePartitions extends WorkflowEntrypoint<Env, PartitionsParams> {
	override async run(event: Readonly<WorkflowEvent<PartitionsParams>>, step: WorkflowStep): Promise<number> {
		let touched = 0;
		for (const [member, app] of findApps(this.env, event.instanceId))
			touched += await step.do(`make partitions: ${member}`, () => app.makePartitions(event.payload.at, this.env.SETTINGS.partitionsAhead));
		return touched;
	}
}
