import type { ImportTarget } from "../lib/import-tenant/run-import.ts";
import { findApps } from "./find-apps.ts";
import type { Env } from "./manifest.ts";
import { readTenant } from "./read-tenant.ts";

/** The tenant by the `app` that binds its databases now. */
export function toImportTarget(env: Env, tenant: string, requestId: string): ImportTarget {
	const apps = findApps(env, requestId);
	const find = async () => {
		const region = (await readTenant(env.DIRECTORY, tenant))?.region ?? "";
		const app = apps.get(region.toUpperCase()) ?? apps.get("ANY");
		if (!app) throw new Error(`no app serves ${tenant} in "${region}"`);
		return app;
	};
	return {
		readLines: async (kind, after) => (await find()).readTenantLines(kind, tenant, after),
		writeLines: async (kind, lines) => (await find()).importLines(kind, tenant, lines),
	};
}
