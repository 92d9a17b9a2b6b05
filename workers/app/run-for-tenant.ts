import { BOOKMARK_HEADER, type Bookmarks, toBookmarkHeader } from "../lib/d1/bookmarks.ts";
import { readHome } from "../lib/shard-databases/read-home.ts";
import { runOnShards, type TenantShards } from "../lib/shard-databases/tenant-shards.ts";
import type { TenantContext } from "../lib/tenant-context.ts";
import type { Env } from "./manifest.ts";

export interface TenantRequest {
	readonly env: Env;
	readonly context: TenantContext;
	readonly bookmarks: Bookmarks;
}

/** Runs a request on the tenant's shards and puts what it has seen of them on the response. */
export function runForTenant(
	{ env, context, bookmarks }: TenantRequest,
	run: (shards: TenantShards) => Promise<Response>,
): Promise<Response> {
	const start = env.SETTINGS.readReplicas ? "first-unconstrained" : "first-primary";
	const options = { env, context, bookmarks, start, readHome: (tenant: string) => readHome(env.DIRECTORY, tenant) } as const;
	return runOnShards(options, async (shards) => {
		const response = await run(shards);
		const seen = shards.bookmarks();
		if (seen.size > 0) response.headers.set(BOOKMARK_HEADER, toBookmarkHeader(seen));
		return response;
	});
}
