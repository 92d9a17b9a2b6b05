import type { D1Database } from "@cloudflare/workers-types";
import * as z from "zod";
import type { PageQuery } from "./page.ts";

const row = z.object({
	id: z.string(),
	plan: z.string(),
	region: z.string(),
	state: z.enum(["opening", "open", "closed"]),
	epoch: z.int(),
	shards: z.string().transform((json) => z.array(z.string()).parse(JSON.parse(json))),
	createdAt: z.number().transform((at) => new Date(at).toISOString()),
});

/** A tenant as the directory has it. */
export type Tenant = Readonly<z.infer<typeof row>>;

const COLUMNS = `
id, plan, location AS region, state, epoch, created_at AS createdAt, (
	SELECT json_group_array(shard) FROM (SELECT shard FROM tenant_shards WHERE tenant = tenants.id ORDER BY position)
) AS shards`;

export async function readTenant(directory: D1Database, id: string): Promise<Tenant | null> {
	const { results } = await directory.prepare(`SELECT ${COLUMNS} FROM tenants WHERE id = ?`).bind(id).run();
	return results[0] ? row.parse(results[0]) : null;
}

/** By id; one more than the limit, which tells whether there is a next page. */
export async function listTenants(directory: D1Database, { after, limit }: PageQuery): Promise<readonly Tenant[]> {
	const query = `SELECT ${COLUMNS} FROM tenants WHERE id > ? ORDER BY id LIMIT ?`;
	const { results } = await directory
		.prepare(query)
		.bind(after, limit + 1)
		.run();
	return z.array(row).parse(results);
}

export const toTenantJson = ({ epoch: _, ...tenant }: Tenant) => tenant;
