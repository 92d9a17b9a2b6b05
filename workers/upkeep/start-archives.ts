import type { TenantData } from "../lib/rpc.ts";
import type { ArchiveParams, UpkeepSettings } from "./manifest.ts";
import { type Runs, startOnce } from "./start-once.ts";

const DAY = 86_400_000;

export interface ArchiveStart {
	readonly apps: Iterable<readonly [string, Pick<TenantData, "findArchivable">]>;
	readonly runs: Runs<ArchiveParams>;
	readonly settings: Pick<UpkeepSettings, "keepInDatabaseDays" | "eventWindowDays">;
}

/**
 * Starts the day's run for each layer that is due. Late layers wait until nothing can come late any more: so a partition has
 * two layers as a rule, whatever trickles in.
 */
export async function startArchives({ apps, runs, settings }: ArchiveStart, at: number): Promise<void> {
	const bounds = { before: at - settings.keepInDatabaseDays * DAY, lateBefore: at - (settings.eventWindowDays + 1) * DAY };
	const day = new Date(at).toISOString().slice(0, 10).replaceAll("-", "");
	for (const [app, data] of apps)
		for (const layer of await data.findArchivable(bounds))
			await startOnce(runs, `archive-${layer.shard}-${layer.partition}-${layer.layer}-${day}`, { app, layer, run: day });
}
