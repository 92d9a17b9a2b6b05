import type { ExportKind } from "../lib/export/export-manifest.ts";
import { importRecords } from "../lib/import-tenant/import-records.ts";
import { toEventGroups } from "../lib/import-tenant/parse-lines.ts";
import type { EventGroup, EventOutcome } from "../lib/rpc.ts";
import type { Env } from "./manifest.ts";
import { requireHome, runOnPrimaries } from "./tenant-primaries.ts";

/** Stores lines of an export for a tenant, wherever it now is; each once, however often they come. @throws Error unless all are stored */
export async function importLines(
	env: Env,
	{ kind, tenant, lines }: { readonly kind: ExportKind; readonly tenant: string; readonly lines: readonly string[] },
	writeEvents: (groups: readonly EventGroup[]) => Promise<readonly EventOutcome[]>,
): Promise<void> {
	const context = await requireHome(env, tenant);
	if (kind === "records") return runOnPrimaries(env, context, (shards) => importRecords(shards, lines));
	const outcomes = await writeEvents(toEventGroups(lines, context, env.SETTINGS.partitionWidth));
	for (const { refused, later, elsewhere = [] } of outcomes) {
		const [unstored] = [...refused, ...later];
		if (unstored || elsewhere.length > 0)
			throw new Error(`events of ${tenant} aren't stored: ${unstored?.reason ?? "another app has its shard"}`);
	}
}
