import { BOOKMARK_HEADER, type Bookmarks, toBookmarkHeader } from "../lib/d1/bookmarks.ts";
import { makeD1Access } from "../lib/d1/make-d1-access.ts";
import { logWarning } from "../lib/log-error.ts";
import { readHome } from "../lib/shard-databases/read-home.ts";
import { runOnShards, type TenantShards } from "../lib/shard-databases/tenant-shards.ts";
import type { TenantContext } from "../lib/tenant-context.ts";
import type { Env } from "./manifest.ts";

export interface TenantRequest {
	readonly env: Env;
	readonly context: TenantContext;
	readonly bookmarks: Bookmarks;
	/** For the log. */
	readonly requestId: string;
}

/** What a run on the tenant's shards gave, and what it has seen of them. */
export interface Seen<T> {
	readonly result: T;
	readonly bookmarks: Bookmarks;
}

export function runOnTenant<T>(
	{ env, context, bookmarks, requestId }: TenantRequest,
	run: (shards: TenantShards) => Promise<T>,
): Promise<Seen<T>> {
	const start = env.SETTINGS.readReplicas ? "first-unconstrained" : "first-primary";
	const access = makeD1Access({ report: (query) => logWarning("query", { requestId, tenant: context.tenant, ...query }) });
	const options = { access, env, context, bookmarks, start, readHome: (tenant: string) => readHome(env.DIRECTORY, tenant) } as const;
	return runOnShards(options, async (shards) => ({ result: await run(shards), bookmarks: shards.bookmarks() }));
}

export function addBookmarks(response: Response, bookmarks: Bookmarks): Response {
	if (bookmarks.size > 0) response.headers.set(BOOKMARK_HEADER, toBookmarkHeader(bookmarks));
	return response;
}

/** Runs a request on the tenant's shards and puts what it has seen of them on the response. */
export async function runForTenant(request: TenantRequest, run: (shards: TenantShards) => Promise<Response>): Promise<Response> {
	const { result, bookmarks } = await runOnTenant(request, run);
	return addBookmarks(result, bookmarks);
}
