import type { Manifest } from "../workers/lib/manifest.ts";
import { toGroup } from "../workers/lib/shard-groups/shard-group.ts";
import type { Shard } from "../workers/lib/shards.ts";
import { MANIFESTS } from "../workers/manifests.ts";
import type { Context } from "./context.ts";
import type { DatabaseNode } from "./d1.ts";

/** One instance of a manifest, a Worker to be. */
export interface Instance {
	readonly id: string;
	readonly manifest: Manifest;
	/** Of the shards that it binds; null for every one. */
	readonly location: string | null;
	readonly group: number;
}

/** One for each manifest, and where it is split one for each location, if the knob says so, and group that has shards. */
export const planInstances = (context: Context, databases: readonly DatabaseNode[]): Instance[] =>
	MANIFESTS.flatMap((manifest) => toInstances(context, manifest, databases));

/** Whether an instance of a split Worker binds a shard. */
export function hasShard(context: Context, { location, group }: Pick<Instance, "location" | "group">, shard: Shard): boolean {
	const place = toPlace(context, shard);
	return place.location === location && place.group === group;
}

function toInstances(context: Context, manifest: Manifest, databases: readonly DatabaseNode[]): Instance[] {
	const { name } = manifest;
	if (manifest.instances === "one") return [{ id: name, manifest, location: null, group: 0 }];
	const places = databases.flatMap(({ shard }) => (shard === null ? [] : [toPlace(context, shard)]));
	const byId = new Map(places.map(({ location, group }) => [toId(name, location, group), { location, group }]));
	return [...byId].map(([id, place]) => ({ id, manifest, ...place })).sort(inOrder);
}

function toPlace({ knobs }: Context, shard: Shard): Pick<Instance, "location" | "group"> {
	const { d1ReadLatency, d1WriteRate } = knobs;
	const location = d1ReadLatency.placement === "by-location" ? shard.location : null;
	return { location, group: toGroup(shard, location === null ? "everywhere" : "location", d1WriteRate.shardsPerWorker) };
}

/** `app`, `app-weur`, `app-weur-1`: the first group has the names of a Worker that isn't split. */
const toId = (name: string, location: string | null, group: number) =>
	[name, ...(location === null ? [] : [location]), ...(group === 0 ? [] : [group])].join("-");

const inOrder = (one: Instance, other: Instance) =>
	(one.location ?? "").localeCompare(other.location ?? "", "en") || one.group - other.group;
