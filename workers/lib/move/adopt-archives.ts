import type { AdoptedRow, ArchivedLayerRef } from "./move-data.ts";
import { isSplit, toArriving, toSources } from "./move-plan.ts";
import type { MoveOptions } from "./run-move.ts";

/**
 * Archived layers stay under the shard that made them. The targets get references: one of them lists what no shard of the tenant lists by
 * itself, and all of them know which events are stored already. In a split those that stay go on listing theirs.
 */
export async function adoptArchives({ plan, moverOf }: Pick<MoveOptions, "plan" | "moverOf">): Promise<number> {
	const known = new Map<string, ArchivedLayerRef>();
	for (const { shard, location } of toSources(plan)) {
		const { own, adopted } = await moverOf({ shard, location }).listArchives(plan, shard);
		for (const layer of [...own, ...adopted]) known.set(layer.manifest, layer);
	}
	if (known.size === 0) return 0;
	const arriving = toArriving(plan);
	const registers = new Map<string, ReadonlySet<string>>();
	for (const { shard, location } of arriving) {
		const { own } = await moverOf({ shard, location }).listArchives(plan, shard);
		registers.set(shard, new Set(own.map(({ manifest }) => manifest)));
	}
	const listedAnyway = (manifest: string) => isSplit(plan) || [...registers.values()].some((own) => own.has(manifest));
	for (const [index, { shard, location }] of arriving.entries()) {
		const layers = [...known.values()].flatMap((layer): AdoptedRow[] =>
			registers.get(shard)?.has(layer.manifest) ? [] : [{ ...layer, listed: index === 0 && !listedAnyway(layer.manifest) }],
		);
		if (layers.length > 0) await moverOf({ shard, location }).adopt(plan, shard, layers);
	}
	return known.size;
}
