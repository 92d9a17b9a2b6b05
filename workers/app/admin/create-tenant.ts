import type { D1Database } from "@cloudflare/workers-types";
import type { ApiKey } from "../../lib/api-key/api-key.ts";
import { prepare, toStatement } from "../../lib/d1/statement.ts";
import { ProblemError } from "../../lib/problem.ts";
import type { ShardDatabase } from "../../lib/shard-databases/find-database.ts";
import { toTakeShard } from "../../lib/shard-loads/take-shard.ts";
import type { Shard } from "../../lib/shards.ts";
import { MOVED_HEADER } from "../../lib/tenant-context.ts";
import { hashTenant } from "../../lib/tenant-deletion/hash-tenant.ts";
import { makeKey } from "./keys.ts";
import type { NewTenant } from "./new-tenant.ts";
import { makePlacement, type Placement } from "./tenant-placement.ts";
import { readTenant, type Tenant } from "./tenants.ts";

export interface TenantStore {
	readonly directory: D1Database;
	readonly bound: readonly ShardDatabase[];
	/** The databases that tenants share, whichever `app` binds them. */
	readonly pool: readonly Shard[];
	/** Where a tenant goes that names no region. */
	readonly home: string;
	/** A shared database of this size takes no more tenants, in bytes. */
	readonly fullAt: number;
	readonly now: () => number;
}

/** A tenant's own databases, all of them; none where it has shards already. */
const TAKE_OWN = `
INSERT INTO tenant_shards (tenant, position, shard)
SELECT ?1, key, value FROM json_each(?2)
WHERE NOT EXISTS (SELECT 1 FROM tenant_shards WHERE tenant = ?1)`;

/** A tenant that found no place was never there. */
const FORGET_HOMELESS = `
DELETE FROM tenants WHERE id = ?1 AND state = 'opening' AND NOT EXISTS (SELECT 1 FROM tenant_shards WHERE tenant = ?1)`;

/** Writes the tenant as `opening`, with its shards; where an attempt before did, its choice stays. */
async function enter({ directory, fullAt, now }: TenantStore, { id, plan }: NewTenant, placement: Placement): Promise<Tenant> {
	const { dedicated, location, shards } = placement;
	const take = dedicated ? toStatement(TAKE_OWN, id, JSON.stringify(shards)) : toTakeShard({ tenant: id, shards, fullAt });
	const hash = await hashTenant(id);
	const buried = await directory.prepare("SELECT deleted_at FROM deleted_tenants WHERE hash = ?").bind(hash).first();
	if (buried) throw new ProblemError("conflict", `There was a tenant ${id}: what was deleted leaves its id to nobody.`);
	await directory.batch([
		directory
			.prepare(
				`INSERT INTO tenants (id, plan, location, state, epoch, created_at)
				SELECT ?, ?, ?, 'opening', 1, ? WHERE NOT EXISTS (SELECT 1 FROM deleted_tenants WHERE hash = ?) ON CONFLICT DO NOTHING`,
			)
			.bind(id, plan, location, now(), hash),
		prepare(directory, take),
		prepare(directory, toStatement(FORGET_HOMELESS, id)),
	]);
	const tenant = await readTenant(directory, id);
	if (!tenant) throw new ProblemError("no-room", `Every shared database in ${location} is full: give the pool more shards there.`);
	return tenant;
}

/** A request that stalled may come after a move has brought the tenant elsewhere: where a move has been, only moves open. */
const OPEN = `INSERT INTO open_tenants (tenant, epoch)
SELECT ?1, ?2 WHERE NOT EXISTS (SELECT 1 FROM tenant_places WHERE tenant = ?1)
ON CONFLICT (tenant) DO NOTHING`;

/** Lets the tenant write on each of its shards: until then their triggers refuse it. */
async function openOnShards({ bound }: TenantStore, tenant: Tenant): Promise<void> {
	for (const id of tenant.shards) {
		const database = bound.find(({ shard }) => shard.id === id)?.database;
		if (!database) throw new ProblemError("try-again", `Another app binds ${id}.`, { [MOVED_HEADER]: "elsewhere", "retry-after": "1" });
		await database.prepare(OPEN).bind(tenant.id, tenant.epoch).run();
	}
}

/** Makes the tenant usable and gives it its first key, both or neither; null where another attempt was first. */
async function finish({ directory, now }: TenantStore, id: string): Promise<ApiKey | null> {
	const { key, statement } = await makeKey(directory, id, ["opening"], now());
	const open = directory.prepare("UPDATE tenants SET state = 'open' WHERE id = ? AND state = 'opening'").bind(id);
	const [stored] = await directory.batch([statement, open]);
	return stored?.results.length === 1 ? key : null;
}

/**
 * Creates a tenant: entered in the directory, opened on its shards, then usable. A crash between two steps leaves one that
 * nobody can use, and the same request again completes it; of two at once, one makes the key and the other gets `conflict`.
 * Throws `try-again` with `MOVED_HEADER` where another `app` must complete it: the one that binds what was chosen.
 */
export async function createTenant(store: TenantStore, wanted: NewTenant): Promise<ApiKey> {
	const own = store.bound.flatMap(({ shard }) => (shard.tenant === null ? [] : [shard]));
	const placement = makePlacement([...own, ...store.pool], { tenant: wanted.id, region: wanted.region, home: store.home });
	const tenant = await enter(store, wanted, placement);
	const taken = new ProblemError("conflict", `There is a tenant ${wanted.id}.`);
	if (tenant.state !== "opening") throw taken;
	if (wanted.region !== undefined && wanted.region !== tenant.region) throw taken;
	await openOnShards(store, tenant);
	const key = await finish(store, tenant.id);
	if (!key) throw taken;
	return key;
}
