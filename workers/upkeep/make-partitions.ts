import { WorkflowEntrypoint, type WorkflowEvent, type WorkflowStep } from "cloudflare:workers";
import type { ShardPage } from "../lib/rpc.ts";
import { readPages } from "../lib/shard-databases/read-pages.ts";
import { findApps } from "./find-apps.ts";
import type { Env, PartitionsParams } from "./manifest.ts";

/** A request may invoke 32 Workers through service bindings (/workers/platform/limits/, 2026-09-05). */
const MAX_CALLS = 30;

/**
 * Makes the current partition and the next ones on every shard, a step for each page of an `app`'s shards; a step that was done isn't done again.
 * Where very many shards are new, the next hour's run goes on: those that miss nothing take a fraction of a page.
 */
export class MakePartitions extends WorkflowEntrypoint<Env, PartitionsParams> {
	override async run(event: Readonly<WorkflowEvent<PartitionsParams>>, step: WorkflowStep): Promise<number> {
		const { at } = event.payload;
		const { partitionsAhead } = this.env.SETTINGS;
		const apps = findApps(this.env, event.instanceId);
		const maxPages = Math.max(1, Math.floor(MAX_CALLS / apps.size));
		let touched = 0;
		for (const [member, app] of apps) {
			const make = (after: string | null) =>
				step.do(`make partitions: ${member} ${after ?? ""}`.trim(), async (): Promise<{ items: string[]; next: string | null }> => {
					const { items, next }: ShardPage<string> = await app.makePartitions(at, partitionsAhead, after);
					return { items: [...items], next };
				});
			touched += (await readPages(make, maxPages)).length;
		}
		return touched;
	}
}
