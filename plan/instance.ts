import type { Manifest } from "../workers/lib/manifest.ts";
import { MANIFESTS } from "../workers/manifests.ts";
import type { Context } from "./context.ts";
import { type DatabaseNode, locationsOf } from "./d1.ts";

/** One instance of a manifest, a Worker to be. */
export interface Instance {
	readonly id: string;
	readonly manifest: Manifest;
	readonly location: string | null;
}

/** One for each manifest, or one for each location that has databases where manifest and knob split it. */
export const planInstances = (context: Context, databases: readonly DatabaseNode[]): Instance[] =>
	MANIFESTS.flatMap((manifest) => toInstances(context, manifest, databases));

function toInstances({ knobs }: Context, manifest: Manifest, databases: readonly DatabaseNode[]): Instance[] {
	const split = manifest.instances === "by-location" && knobs.d1ReadLatency.placement === "by-location";
	if (!split) return [{ id: manifest.name, manifest, location: null }];
	return locationsOf(databases).map((location) => ({ id: `${manifest.name}-${location}`, manifest, location }));
}
