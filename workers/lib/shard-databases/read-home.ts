import type { D1Database } from "@cloudflare/workers-types";
import * as z from "zod";
import type { TenantContext } from "../tenant-context.ts";

export type Directory = Pick<D1Database, "withSession">;

/** One row a shard; each table is reached by its primary key. */
const HOME_QUERY = `SELECT t.location, t.epoch, s.shard
FROM tenants AS t JOIN tenant_shards AS s ON s.tenant = t.id
WHERE t.id = ?1 ORDER BY s.position`;

const rows = z.array(z.object({ location: z.string(), epoch: z.int(), shard: z.string() }));

/** Where a tenant lives by the directory's primary, past every cache and replica; null for a tenant that is none. */
export async function readHome(directory: Directory, tenant: string): Promise<TenantContext | null> {
	const { results } = await directory.withSession("first-primary").prepare(HOME_QUERY).bind(tenant).run();
	const found = rows.parse(results);
	const [first] = found;
	return first ? { tenant, location: first.location, epoch: first.epoch, shards: found.map(({ shard }) => shard) } : null;
}
