import { type Bookmarks, toPlace, toSeenEpoch } from "../d1/bookmarks.ts";
import { makeD1Access } from "../d1/make-d1-access.ts";
import { ProblemError } from "../problem.ts";
import { MOVED_HEADER, type TenantContext } from "../tenant-context.ts";
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
	/** Told where the context was found to be old. */
	readonly onMoved?: () => void;
}

/** A client waits for it: a move has the tenant closed for half a second or so. */
const CLOSED = { "retry-after": "1" } as const;

/**
 * Runs a request on the tenant's shards; where a shard says that the tenant isn't there, or the client has seen it elsewhere since, by the
 * directory itself. While a move has the tenant closed, reads are answered and writes get the problem `try-again`.
 */
export async function runOnShards<T>(options: TenantShardsOptions, run: (shards: TenantShards) => Promise<T>): Promise<T> {
	const { context, bookmarks } = options;
	if (toSeenEpoch(bookmarks) <= context.epoch) {
		const first = await attempt(options, run, false);
		if (first.kind === "done") return first.value;
	}
	for (let last: TenantContext | null = null; ; ) {
		const home = await options.readHome(context.tenant);
		if (!home) throw new ProblemError("not-found", "The tenant is no more.");
		options.onMoved?.();
		if (!home.shards.every((shard) => findDatabase(options.env, shard, home.location))) throw awayProblem();
		// Asked twice with one answer: it is closed. With another one it has just moved.
		if (last?.epoch === home.epoch)
			throw new ProblemError("try-again", "The tenant's data is being moved; writes go on in a moment.", CLOSED);
		const next = await attempt({ ...options, context: home }, run, true);
		if (next.kind === "done") return next.value;
		last = home;
	}
}

const awayProblem = () =>
	new ProblemError("try-again", "The tenant's data has been moved; try again.", { ...CLOSED, [MOVED_HEADER]: "elsewhere" });

type Attempt<T> = { readonly kind: "done"; readonly value: T } | { readonly kind: "moved" };

async function attempt<T>(
	options: TenantShardsOptions,
	run: (shards: TenantShards) => Promise<T>,
	confirmed: boolean,
): Promise<Attempt<T>> {
	try {
		return { kind: "done", value: await run(makeTenantShards(options, confirmed)) };
	} catch (error) {
		if (!(error instanceof TenantMovedError)) throw error;
		return { kind: "moved" };
	}
}

function makeTenantShards(options: TenantShardsOptions, confirmed: boolean): TenantShards {
	const { env, context, bookmarks, access = makeD1Access() } = options;
	const { tenant, shards, location, epoch } = context;
	const sessions = new Map<string, ShardSession>();
	// What a client has seen before a move, no replica that lags behind the move may show older.
	const isOfAnother = bookmarks.size > 0 && toSeenEpoch(bookmarks) !== epoch;
	const start = confirmed || isOfAnother ? "first-primary" : options.start;
	const open = (shard: string) => {
		const database = findDatabase(env, shard, location);
		if (!database) throw new TenantMovedError(tenant, shard);
		const bookmark = bookmarks.get(toPlace(shard, epoch));
		return openShardSession({ access, database, shard, tenant, epoch, start, bookmark, confirmed });
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
					const place = toPlace(shard, epoch);
					const bookmark = sessions.get(shard)?.bookmark() ?? bookmarks.get(place);
					return bookmark === undefined ? [] : [[place, bookmark] as const];
				}),
			),
	};
}
