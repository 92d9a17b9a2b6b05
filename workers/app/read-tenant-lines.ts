import { makeArchiveReader } from "../lib/archive/archive-reader.ts";
import type { LinePage } from "../lib/archive/make-part.ts";
import type { ExportKind } from "../lib/export/export-manifest.ts";
import { readTenantLines as readLines } from "../lib/export/tenant-lines.ts";
import { ProblemError } from "../lib/problem.ts";
import { readHome } from "../lib/shard-databases/read-home.ts";
import { runOnShards } from "../lib/shard-databases/tenant-shards.ts";
import type { Env } from "./manifest.ts";

/** Where the tenant lives is asked for each page, and its primaries are read: nothing here may be stale. */
export async function readTenantLines(env: Env, kind: ExportKind, tenant: string, after: string | null): Promise<LinePage> {
	const context = await readHome(env.DIRECTORY, tenant);
	if (!context) throw new ProblemError("not-found", `There is no tenant ${tenant}.`);
	const archive = makeArchiveReader(env.ARCHIVE);
	const options = {
		env,
		context,
		bookmarks: new Map(),
		start: "first-primary",
		readHome: (id: string) => readHome(env.DIRECTORY, id),
	} as const;
	return runOnShards(options, (shards) => readLines(kind, shards, archive, after));
}
