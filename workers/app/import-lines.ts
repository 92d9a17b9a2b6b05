import type { ExportKind } from "../lib/export/export-manifest.ts";
import { importRecords } from "../lib/import-tenant/import-records.ts";
import { toEventGroups } from "../lib/import-tenant/parse-lines.ts";
import { ProblemError } from "../lib/problem.ts";
import type { EventGroup, EventOutcome } from "../lib/rpc.ts";
import { readHome } from "../lib/shard-databases/read-home.ts";
import { runOnShards } from "../lib/shard-databases/tenant-shards.ts";
import type { Env } from "./manifest.ts";

/** Stores lines of an export for a tenant, wherever it now is; each once, however often they come. @throws Error unless all are stored */
export async function importLines(
	env: Env,
	{ kind, tenant, lines }: { readonly kind: ExportKind; readonly tenant: string; readonly lines: readonly string[] },
	writeEvents: (groups: readonly EventGroup[]) => Promise<readonly EventOutcome[]>,
): Promise<void> {
	const context = await readHome(env.DIRECTORY, tenant);
	if (!context) throw new ProblemError("not-found", `There is no tenant ${tenant}.`);
	if (kind === "records") {
		const options = {
			env,
			context,
			bookmarks: new Map(),
			start: "first-primary",
			readHome: (id: string) => readHome(env.DIRECTORY, id),
		} as const;
		return runOnShards(options, (shards) => importRecords(shards, lines));
	}
	const outcomes = await writeEvents(toEventGroups(lines, context, env.SETTINGS.partitionWidth));
	for (const { refused, later, elsewhere = [] } of outcomes) {
		const [unstored] = [...refused, ...later];
		if (unstored || elsewhere.length > 0)
			throw new Error(`events of ${tenant} aren't stored: ${unstored?.reason ?? "another app has its shard"}`);
	}
}
