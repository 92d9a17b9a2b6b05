import { ProblemError } from "../lib/problem.ts";
import { readHome } from "../lib/shard-databases/read-home.ts";
import { runOnShards, type TenantShards } from "../lib/shard-databases/tenant-shards.ts";
import type { TenantContext } from "../lib/tenant-context.ts";
import type { Env } from "./manifest.ts";

/** Where the tenant lives now, past every cache. @throws ProblemError where there is none */
export async function requireHome(env: Env, tenant: string): Promise<TenantContext> {
	const context = await readHome(env.DIRECTORY, tenant);
	if (!context) throw new ProblemError("not-found", `There is no tenant ${tenant}.`);
	return context;
}

/** Work of ours and no client's request: it has no bookmarks, and reads the primaries. */
export const runOnPrimaries = <T>(env: Env, context: TenantContext, run: (shards: TenantShards) => Promise<T>): Promise<T> =>
	runOnShards({ env, context, bookmarks: new Map(), start: "first-primary", readHome: (id) => readHome(env.DIRECTORY, id) }, run);
