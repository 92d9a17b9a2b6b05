import type { LayerRef } from "../lib/archive/archive-manifest.ts";
import type { TenantData } from "../lib/rpc.ts";
import { readPages } from "../lib/shard-databases/read-pages.ts";
import { DAY_MS } from "../lib/time/day.ts";
import type { ArchiveParams, UpkeepSettings } from "./manifest.ts";
import { type Runs, startOnce } from "./start-once.ts";
import type { AppSteps } from "./write-steps.ts";

/** Two calls at most to start a run, and 1,000 of a kind are what an invocation is sized for (/workers/platform/limits/, 2026-09-05). */
const MAX_STARTS = 400;

export interface ArchiveStart {
	/** The member of `APP`, and what it binds. */
	readonly app: string;
	readonly data: Pick<TenantData, "findArchivable">;
	readonly runs: Runs<ArchiveParams>;
	readonly settings: Pick<UpkeepSettings, "keepInDatabaseDays" | "eventWindowDays">;
	readonly steps: AppSteps;
}

/**
 * Starts the day's run for the layers that are due on the shards of one `app`. Late layers wait until nothing can come late any more: so a
 * partition has two layers as a rule, whatever trickles in. Where there is more than a day may start, every shard has its turn.
 */
export async function startArchives({ app, data, runs, settings, steps }: ArchiveStart, at: number): Promise<void> {
	const bounds = { before: at - settings.keepInDatabaseDays * DAY_MS, lateBefore: at - (settings.eventWindowDays + 1) * DAY_MS };
	const run = new Date(at).toISOString().slice(0, 10).replaceAll("-", "");
	await steps.run("start", async () => {
		const due = await readPages((after) => data.findArchivable(bounds, after));
		for (const layer of takeTurns(due, Math.floor(at / DAY_MS)).slice(0, MAX_STARTS))
			await startOnce(runs, `archive-${layer.shard}-${layer.partition}-${layer.layer}-${run}`, { app, layer, run });
		return null;
	});
}

/** The first layer of every shard, then the second of each; the first shard to begin with moves on by a day's starts each day. */
function takeTurns(due: readonly LayerRef[], day: number): LayerRef[] {
	const shards = [...Map.groupBy(due, ({ location, shard }) => `${location}/${shard}`).values()];
	const first = shards.length === 0 ? 0 : (day * MAX_STARTS) % shards.length;
	const turned = [...shards.slice(first), ...shards.slice(0, first)];
	const longest = Math.max(0, ...shards.map(({ length }) => length));
	return Array.from({ length: longest }, (_, turn) => turned.flatMap((own) => own.slice(turn, turn + 1))).flat();
}
