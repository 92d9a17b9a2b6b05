import { BOOKMARK_HEADER, type Bookmarks, toBookmarkHeader } from "../lib/d1/bookmarks.ts";
import { makeD1Access } from "../lib/d1/make-d1-access.ts";
import { logWarning } from "../lib/log-error.ts";
import { readHome } from "../lib/shard-databases/read-home.ts";
import { runOnShards, type TenantShards } from "../lib/shard-databases/tenant-shards.ts";
import { MOVED_HEADER, type TenantContext } from "../lib/tenant-context.ts";
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
	/** The request's copy of the directory was old. */
	readonly hasMoved: boolean;
}

export async function runOnTenant<T>(
	{ env, context, bookmarks, requestId }: TenantRequest,
	run: (shards: TenantShards) => Promise<T>,
): Promise<Seen<T>> {
	let hasMoved = false;
	const onMoved = () => {
		hasMoved = true;
	};
	const start = env.SETTINGS.readReplicas ? "first-unconstrained" : "first-primary";
	const access = makeD1Access({ report: (query) => logWarning("query", { requestId, tenant: context.tenant, ...query }) });
	const home = (tenant: string) => readHome(env.DIRECTORY, tenant);
	const options = { access, env, context, bookmarks, start, readHome: home, onMoved } as const;
	return runOnShards(options, async (shards) => ({ result: await run(shards), bookmarks: shards.bookmarks(), hasMoved }));
}

export function addSeen(response: Response, { bookmarks, hasMoved }: Omit<Seen<unknown>, "result">): Response {
	if (hasMoved) response.headers.set(MOVED_HEADER, "here");
	if (bookmarks.size > 0) response.headers.set(BOOKMARK_HEADER, toBookmarkHeader(bookmarks));
	return response;
}

/** Runs a request on the tenant's shards and puts what it has seen of them on the response. */
export async function runForTenant(request: TenantRequest, run: (shards: TenantShards) => Promise<Response>): Promise<Response> {
	const { result, ...seen } = await runOnTenant(request, run);
	return addSeen(result, seen);
}
