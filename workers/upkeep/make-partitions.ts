import { WorkflowEntrypoint, type WorkflowEvent, type WorkflowStep } from "cloudflare:workers";
import type { ShardPage } from "../lib/rpc.ts";
import { readPages } from "../lib/shard-databases/read-pages.ts";
import { findApps } from "./find-apps.ts";
import type { Env, PartitionsParams } from "./manifest.ts";

/** Makes the current partition and the next ones on every shard, a step for each page of an `app`'s shards; a step that was done isn't done again. */
export class MakePartitions extends WorkflowEntrypoint<Env, PartitionsParams> {
	override async run(event: Readonly<WorkflowEvent<PartitionsParams>>, step: WorkflowStep): Promise<number> {
		const { at } = event.payload;
		const { partitionsAhead } = this.env.SETTINGS;
		let touched = 0;
		for (const [member, app] of findApps(this.env, event.instanceId)) {
			const make = (after: string | null) =>
				step.do(`make partitions: ${member} ${after ?? ""}`.trim(), async (): Promise<{ items: string[]; next: string | null }> => {
					const { items, next }: ShardPage<string> = await app.makePartitions(at, partitionsAhead, after);
					return { items: [...items], next };
				});
			touched += (await readPages(make)).length;
		}
		return touched;
	}
}
