import type { ImportTarget } from "../lib/import-tenant/run-import.ts";
import { readHome } from "../lib/shard-databases/read-home.ts";
import { findHomeApp } from "./find-apps.ts";
import type { Env } from "./manifest.ts";

/** The tenant by the `app` that binds its databases now. */
export function toImportTarget(env: Env, tenant: string, requestId: string): ImportTarget {
	const find = async () => {
		const home = await readHome(env.DIRECTORY, tenant);
		const app = home && findHomeApp(env, home, requestId);
		if (!app) throw new Error(`no app binds ${home?.shards.join(", ") ?? `a database of ${tenant}`}`);
		return app;
	};
	return {
		readLines: async (kind, after) => (await find()).readTenantLines(kind, tenant, after),
		writeLines: async (kind, lines) => (await find()).importLines(kind, tenant, lines),
	};
}
