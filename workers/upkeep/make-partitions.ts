import { WorkflowEntrypoint, type WorkflowEvent, type WorkflowStep } from "cloudflare:workers";
import type { ShardPage } from "../lib/rpc.ts";
import { readPages } from "../lib/shard-databases/read-pages.ts";
import { findApps } from "./find-apps.ts";
import type { Env, PartitionsParams } from "./manifest.ts";

/** A request may invoke 32 Workers through service bindings (/workers/runtime-apis/bindings/service-bindings/, 2026-09-17). */
const MAX_CALLS = 30;

/**
 * Makes the current partition and the next ones on every shard of one `app`, a step for each page of them; a step that was done isn't done
 * again. Where very many shards are new, the next hour's run goes on: those that miss nothing take a fraction of a page.
 */
export class MakePartitions extends WorkflowEntrypoint<Env, PartitionsParams> {
	override async run({ payload, instanceId }: Readonly<WorkflowEvent<PartitionsParams>>, step: WorkflowStep): Promise<number> {
		const app = findApps(this.env, instanceId).get(payload.app);
		if (!app) throw new Error(`there is no app ${payload.app}`);
		const { partitionsAhead } = this.env.SETTINGS;
		const make = (after: string | null) =>
			step.do(`make partitions: ${after ?? ""}`.trim(), async (): Promise<{ items: string[]; next: string | null }> => {
				const { items, next }: ShardPage<string> = await app.makePartitions(payload.at, partitionsAhead, after);
				return { items: [...items], next };
			});
		return (await readPages(make, MAX_CALLS)).length;
	}
}
