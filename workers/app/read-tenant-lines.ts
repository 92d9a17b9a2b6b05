import { makeArchiveReader } from "../lib/archive/archive-reader.ts";
import type { LinePage } from "../lib/archive/make-part.ts";
import type { ExportKind } from "../lib/export/export-manifest.ts";
import { readTenantLines as readLines } from "../lib/export/tenant-lines.ts";
import type { Env } from "./manifest.ts";
import { requireHome, runOnPrimaries } from "./tenant-primaries.ts";

/** Where the tenant lives is asked for each page, and its primaries are read: nothing here may be stale. */
export async function readTenantLines(env: Env, kind: ExportKind, tenant: string, after: string | null): Promise<LinePage> {
	const context = await requireHome(env, tenant);
	const archive = makeArchiveReader(env.ARCHIVE);
	return runOnPrimaries(env, context, (shards) => readLines(kind, shards, archive, after));
}
