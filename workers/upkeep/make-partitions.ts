import { WorkflowEntrypoint, type WorkflowEvent, type WorkflowStep } from "cloudflare:workers";
import { findMembers } from "../lib/members/members.ts";
import type { TenantData } from "../lib/rpc.ts";
import type { Env, PartitionsParams } from "./manifest.ts";

/** Makes the current partition and the next ones on every shard, a step for each `app`; a step that was done isn't done again. */
export class MakePartitions extends WorkflowEntrypoint<Env, PartitionsParams> {
	override async run(event: Readonly<WorkflowEvent<PartitionsParams>>, step: WorkflowStep): Promise<number> {
		let touched = 0;
		for (const [member, app] of findMembers<"APP", TenantData>(this.env, "APP"))
			touched += await step.do(`make partitions: ${member}`, () => app.makePartitions(event.payload.at, this.env.SETTINGS.partitionsAhead));
		return touched;
	}
}
