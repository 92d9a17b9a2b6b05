import type { Knobs } from "../config/knobs.ts";
import type { Manifest } from "../workers/lib/manifest.ts";

export type PlacementNode = { readonly kind: "smart" } | { readonly kind: "region"; readonly region: string };

/**
 * A cloud region near the databases of each D1 location: placement hints are cloud regions
 * (/workers/configuration/placement/, 2026-09-17), D1's locations are not, so this table is ours.
 */
const NEAR: Readonly<Record<string, string>> = {
	wnam: "aws:us-west-2",
	enam: "aws:us-east-1",
	weur: "aws:eu-west-3",
	eeur: "aws:eu-central-1",
	apac: "aws:ap-southeast-1",
	oc: "aws:ap-southeast-2",
	eu: "aws:eu-central-1",
	fedramp: "aws:us-east-1",
};

/** Placement moves `fetch` handlers only, so a Worker that answers at the edge or has no requests gets none. */
export function planPlacement({ d1ReadLatency }: Knobs, manifest: Manifest, location: string | null): PlacementNode | null {
	if (manifest.placement !== "data" || d1ReadLatency.placement === "none") return null;
	const region = location === null ? undefined : NEAR[location];
	return region === undefined ? { kind: "smart" } : { kind: "region", region };
}
