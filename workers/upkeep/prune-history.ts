import { WorkflowEntrypoint, type WorkflowEvent, type WorkflowStep } from "cloudflare:workers";
import type { ShardPage } from "../lib/rpc.ts";
import { readPages } from "../lib/shard-databases/read-pages.ts";
import { findApps } from "./find-apps.ts";
import type { Env, HistoryParams } from "./manifest.ts";

/** A request may invoke 32 Workers through service bindings (/workers/runtime-apis/bindings/service-bindings/, 2026-09-17). */
const MAX_CALLS = 30;

/** Forgets what changed too long ago on every shard of one `app`, a step for each page; what is left when its calls are spent, the next day's run forgets. */
export class PruneHistory extends WorkflowEntrypoint<Env, HistoryParams> {
	override async run({ payload, instanceId }: Readonly<WorkflowEvent<HistoryParams>>, step: WorkflowStep): Promise<number> {
		const app = findApps(this.env, instanceId).get(payload.app);
		if (!app) throw new Error(`there is no app ${payload.app}`);
		const keeping = { at: payload.at, keepSeconds: this.env.SETTINGS.keepHistorySeconds };
		const prune = (after: string | null) =>
			step.do(`prune history: ${after ?? ""}`.trim().slice(0, 200), async (): Promise<{ items: number[]; next: string | null }> => {
				const { items, next }: ShardPage<number> = await app.pruneHistory(keeping, after);
				return { items: [...items], next };
			});
		return (await readPages(prune, MAX_CALLS)).reduce((total, forgotten) => total + forgotten, 0);
	}
}
