import type { D1Database, D1DatabaseSession } from "@cloudflare/workers-types";
import { toD1Fault } from "../d1/fault.ts";
import type { D1Access } from "../d1/make-d1-access.ts";
import type { Safety } from "../d1/retry-d1.ts";
import { type Statement, toStatement } from "../d1/statement.ts";
import { TenantMovedError } from "./tenant-moved.ts";

const IS_OPEN_QUERY = "SELECT 1 FROM open_tenants WHERE tenant = ?1";

export interface ShardSessionOptions {
	readonly access: D1Access;
	readonly database: Pick<D1Database, "withSession">;
	readonly shard: string;
	readonly tenant: string;
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

export function openShardSession(options: ShardSessionOptions): ShardSession {
	const { access, database, shard, tenant, confirmed } = options;
	const isOpen = toStatement(IS_OPEN_QUERY, tenant);
	let session: D1DatabaseSession | null = null;

	const run = async <T>(on: D1DatabaseSession, statements: readonly Statement[], safety: Safety, needsOpen = true) => {
		const [open, ...results] = await access.run<T>(on, [isOpen, ...statements], safety);
		if (needsOpen && open?.length === 0) throw new TenantMovedError(tenant, shard);
		session = on;
		return results;
	};

	return {
		async read<T>(statements: readonly Statement[]) {
			if (session || !options.bookmark) return run<T>(session ?? database.withSession(options.start), statements, "idempotent", !confirmed);
			try {
				return await run<T>(database.withSession(options.bookmark), statements, "idempotent", !confirmed);
			} catch (error) {
				if (error instanceof TenantMovedError) throw error;
				// A bookmark comes from the client and may be of another database: the primary is as new as any.
				return run<T>(database.withSession("first-primary"), statements, "idempotent", !confirmed);
			}
		},
		async write<T>(statements: readonly Statement[]) {
			try {
				return await run<T>(session ?? database.withSession("first-primary"), statements, "once");
			} catch (error) {
				throw toD1Fault(error) === "moved" ? new TenantMovedError(tenant, shard) : error;
			}
		},
		bookmark: () => session?.getBookmark() ?? null,
	};
}
