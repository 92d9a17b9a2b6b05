import { env } from "cloudflare:workers";
import type { TenantContext } from "../../workers/lib/tenant-context.ts";
import { applyMigrations } from "./apply-migrations.ts";

const { SHARD__POOL__WEUR__0, SHARD__POOL__WEUR__1, SHARD__TENANT__ACME__EU__0, SHARD__TENANT__ACME__EU__1 } = env;

export const SHARDS = { SHARD__POOL__WEUR__0, SHARD__POOL__WEUR__1, SHARD__TENANT__ACME__EU__0, SHARD__TENANT__ACME__EU__1 };

export const POOL_TENANT: TenantContext = { tenant: "demo", location: "weur", shards: ["pool-weur-0"], epoch: 1 };
/** The same tenant after a move. */
export const MOVED_TENANT: TenantContext = { ...POOL_TENANT, shards: ["pool-weur-1"], epoch: 2 };
export const SHARDED_TENANT: TenantContext = { tenant: "acme", location: "eu", shards: ["tenant-acme-0", "tenant-acme-1"], epoch: 1 };

/** Empty shards with their schema, whatever was in them. */
export async function makeShards(): Promise<void> {
	for (const database of Object.values(SHARDS)) {
		await dropAll(database);
		await applyMigrations(database, "shard");
	}
}

/** A table takes its indexes and triggers along; a view's are its own. */
export async function dropAll(database: D1Database): Promise<void> {
	const { results } = await database
		.prepare(
			"SELECT type, name FROM sqlite_master WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite%' AND name NOT LIKE '\\_cf%' ESCAPE '\\'",
		)
		.all<{ type: string; name: string }>();
	const order = results.toSorted((a, b) => (a.type < b.type ? 1 : -1));
	if (order.length > 0) await database.batch(order.map(({ type, name }) => database.prepare(`DROP ${type.toUpperCase()} "${name}"`)));
}

export async function openTenant(database: D1Database, tenant: string, epoch = 1): Promise<void> {
	await database.prepare("INSERT INTO open_tenants (tenant, epoch) VALUES (?1, ?2) ON CONFLICT DO NOTHING").bind(tenant, epoch).run();
}

export async function closeTenant(database: D1Database, tenant: string): Promise<void> {
	await database.prepare("DELETE FROM open_tenants WHERE tenant = ?1").bind(tenant).run();
}

export async function countRows(database: D1Database, table: string): Promise<number> {
	return (await database.prepare(`SELECT count(*) AS n FROM ${table}`).first<number>("n")) ?? 0;
}

/** A database that remembers every statement it was asked for. */
export function watch(database: D1Database, statements: string[]): Pick<D1Database, "prepare" | "batch"> {
	return {
		prepare(sql) {
			statements.push(sql);
			return database.prepare(sql);
		},
		batch: (prepared) => database.batch(prepared),
	};
}
