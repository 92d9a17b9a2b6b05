import type { D1Database, D1DatabaseSession } from "@cloudflare/workers-types";
import { toD1Fault } from "../d1/fault.ts";
import type { D1Access } from "../d1/make-d1-access.ts";
import { type Statement, toStatement } from "../d1/statement.ts";
import { TenantMovedError } from "./tenant-moved.ts";

/** The tenant's row in the fence: the epoch at which it is open here. */
const READ_FENCE = "SELECT epoch FROM open_tenants WHERE tenant = ?1";

/** Aborts the transaction unless the tenant is open here at that epoch. */
const CHECK_FENCE = "INSERT INTO tenant_fence (tenant, epoch) VALUES (?1, ?2)";

export interface ShardSessionOptions {
	readonly access: D1Access;
	readonly database: Pick<D1Database, "withSession">;
	readonly shard: string;
	readonly tenant: string;
	/** Of the context that names this shard: what the shard has at another epoch isn't meant. */
	readonly epoch: number;
	/** Where reads may begin without a bookmark. */
	readonly start: "first-primary" | "first-unconstrained";
	readonly bookmark: string | undefined;
	/** The directory itself has just named this shard: what is read counts though the tenant is closed there. */
	readonly confirmed: boolean;
}

/** One tenant's view of one shard, for one request: what is read is never older than what was read or written before. */
export interface ShardSession {
	/** Runs statements that change nothing in one transaction, with a look at the fence; a result for each. */
	read<T>(statements: readonly Statement[]): Promise<readonly (readonly T[])[]>;
	/** Runs statements on the primary, again only where they never began: a condition on what is stored may be met just once. */
	write<T>(statements: readonly Statement[]): Promise<readonly (readonly T[])[]>;
	/** Null before the first statement. */
	bookmark(): string | null;
}

interface Found<T> {
	/** At which the tenant is open there; null where it isn't. */
	readonly epoch: number | null;
	readonly results: readonly (readonly T[])[];
}

export function openShardSession(options: ShardSessionOptions): ShardSession {
	const { database, shard, tenant, epoch, confirmed } = options;
	let session: D1DatabaseSession | null = null;

	/** A replica may lag behind the move that brought the tenant, or hold what it left; a bookmark comes from the client: the primary knows. */
	const readFirst = async <T>(statements: readonly Statement[]): Promise<readonly (readonly T[])[]> => {
		const start = options.bookmark ?? options.start;
		if (start !== "first-primary") {
			const first = database.withSession(start);
			const found = await look<T>(options, first, statements).catch((error: unknown) => {
				if (options.bookmark === undefined) throw error;
				return null;
			});
			if (found?.epoch === epoch) {
				session = first;
				return found.results;
			}
		}
		return readOn(database.withSession("first-primary"), statements);
	};

	const readOn = async <T>(on: D1DatabaseSession, statements: readonly Statement[]): Promise<readonly (readonly T[])[]> => {
		const found = await look<T>(options, on, statements);
		if (found.epoch !== epoch && !(confirmed && found.epoch === null)) throw new TenantMovedError(tenant, shard);
		session = on;
		return found.results;
	};

	return {
		read: <T>(statements: readonly Statement[]) => (session ? readOn<T>(session, statements) : readFirst<T>(statements)),
		async write<T>(statements: readonly Statement[]) {
			const on = session ?? database.withSession("first-primary");
			const results = await writeFenced<T>(options, on, statements);
			session = on;
			return results;
		},
		bookmark: () => session?.getBookmark() ?? null,
	};
}

async function look<T>(
	{ access, tenant }: ShardSessionOptions,
	on: D1DatabaseSession,
	statements: readonly Statement[],
): Promise<Found<T>> {
	const all = [toStatement(READ_FENCE, tenant), ...statements];
	const [fence = [], ...results] = await access.run<T & { readonly epoch: number }>(on, all, "idempotent");
	return { epoch: fence[0]?.epoch ?? null, results };
}

async function writeFenced<T>(
	{ access, tenant, shard, epoch }: ShardSessionOptions,
	on: D1DatabaseSession,
	statements: readonly Statement[],
): Promise<readonly (readonly T[])[]> {
	try {
		const [, ...results] = await access.run<T>(on, [toStatement(CHECK_FENCE, tenant, epoch), ...statements], "once");
		return results;
	} catch (error) {
		throw toD1Fault(error) === "moved" ? new TenantMovedError(tenant, shard) : error;
	}
}
