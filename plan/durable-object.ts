import type { Knobs } from "../config/knobs.ts";
import type { Manifest } from "../workers/lib/manifest.ts";

/** An entry of a version's declarative `exports`, which replace Durable Object migrations (/durable-objects/reference/durable-objects-migrations/, 2026-09-17). */
export type ExportNode =
	| { readonly type: "durable-object"; readonly storage: "sqlite" }
	| { readonly type: "worker"; readonly cacheEnabled: boolean };

/** The Durable Object classes, and the entrypoints that Workers Cache sits in front of where the plan has it on. */
export function planExports({ edge }: Knobs, manifest: Manifest): Record<string, ExportNode> {
	const objects = manifest.objects.map((name) => [name, { type: "durable-object", storage: "sqlite" }] as const);
	const cached = edge.pastEvents > 0 ? manifest.cached.map((name) => [name, { type: "worker", cacheEnabled: true }] as const) : [];
	return Object.fromEntries<ExportNode>([...objects, ...cached]);
}
