import type { Bookmarks } from "../d1/bookmarks.ts";
import { makeD1Access } from "../d1/make-d1-access.ts";
import { ProblemError } from "../problem.ts";
import type { TenantContext } from "../tenant-context.ts";
import { findDatabase, type ShardEnv } from "./find-database.ts";
import { openShardSession, type ShardSession, type ShardSessionOptions } from "./shard-session.ts";
import { TenantMovedError } from "./tenant-moved.ts";

/** A tenant's shards for one request. */
export interface TenantShards {
	readonly tenant: string;
	readonly ids: readonly string[];
	/** The session of one of them, the same at each call. */
	open(shard: string): ShardSession;
	/** What the client had, and what this request has seen since. */
	bookmarks(): Bookmarks;
}

export interface TenantShardsOptions extends Pick<ShardSessionOptions, "start">, Partial<Pick<ShardSessionOptions, "access">> {
	readonly env: ShardEnv;
	readonly context: TenantContext;
	readonly bookmarks: Bookmarks;
	/** Reads a tenant's home past every cache. */
	readonly readHome: (tenant: string) => Promise<TenantContext | null>;
}

/**
 * Runs a request on the tenant's shards; where a shard says that the tenant isn't there, once more by the directory itself.
 * While a move has the tenant closed, reads are answered and writes get the problem `try-again`.
 */
export async function runOnShards<T>(options: TenantShardsOptions, run: (shards: TenantShards) => Promise<T>): Promise<T> {
	try {
		return await run(makeTenantShards(options, false));
	} catch (error) {
		if (!(error instanceof TenantMovedError)) throw error;
	}
	const context = await options.readHome(options.context.tenant);
	if (!context) throw new ProblemError("not-found", "The tenant is no more.");
	try {
		return await run(makeTenantShards({ ...options, context }, true));
	} catch (error) {
		if (!(error instanceof TenantMovedError)) throw error;
		throw new ProblemError("try-again", "The tenant's data is being moved; writes go on in a moment.", { "retry-after": "2" });
	}
}

function makeTenantShards(options: TenantShardsOptions, confirmed: boolean): TenantShards {
	const { env, context, bookmarks, start, access = makeD1Access() } = options;
	const { tenant, shards, location } = context;
	const sessions = new Map<string, ShardSession>();
	const open = (shard: string) => {
		const database = findDatabase(env, shard, location);
		if (!database) throw new TenantMovedError(tenant, shard);
		return openShardSession({ access, database, shard, tenant, start, bookmark: bookmarks.get(shard), confirmed });
	};
	return {
		tenant,
		ids: shards,
		open(shard) {
			const session = sessions.get(shard) ?? open(shard);
			sessions.set(shard, session);
			return session;
		},
		bookmarks: () =>
			new Map(
				shards.flatMap((shard) => {
					const bookmark = sessions.get(shard)?.bookmark() ?? bookmarks.get(shard);
					return bookmark === undefined ? [] : [[shard, bookmark] as const];
				}),
			),
	};
}
