import type { D1Database } from "@cloudflare/workers-types";
import { prepare, toStatement } from "../lib/d1/statement.ts";
import type { ExportManifest } from "../lib/export/export-manifest.ts";

const FIND_TENANT = "SELECT id, plan, location AS region, created_at AS createdAt FROM tenants WHERE id = ?1 AND state <> 'opening'";

interface TenantRow {
	readonly id: string;
	readonly plan: string;
	readonly region: string;
	readonly createdAt: number;
}

/** A tenant by the directory; null for one that is none, or whose creation did not complete. */
export async function readTenant(directory: Pick<D1Database, "prepare">, id: string): Promise<ExportManifest["tenant"] | null> {
	const found = await prepare(directory, toStatement(FIND_TENANT, id)).first<TenantRow>();
	return found && { ...found, createdAt: new Date(found.createdAt).toISOString() };
}
