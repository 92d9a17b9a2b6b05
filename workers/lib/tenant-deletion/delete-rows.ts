import { toStatement } from "../d1/statement.ts";
import type { MovePlan } from "../move/move-plan.ts";
import { makePlaceAccess, readPlace } from "../move/place-access.ts";
import { listTables, type Shard } from "../move/tenant-rows.ts";
import type { TenantTable } from "../tenant-tables/tenant-tables.ts";

/** Later than every move: what of one comes late finds that its time is past. */
const LAST = Number.MAX_SAFE_INTEGER;

const CLOSE = "DELETE FROM open_tenants WHERE tenant = ?1";
const TAKE_PLACE = `INSERT INTO tenant_places (tenant, move, state) VALUES (?1, ?2, 'coming')
ON CONFLICT (tenant) DO UPDATE SET move = excluded.move, state = 'coming', token = tenant_places.token + 1, pass = 0
WHERE tenant_places.move < excluded.move`;
const FORGET_ADOPTED = "DELETE FROM adopted_layers WHERE tenant = ?1";
const FORGET_CHANGES = "DELETE FROM tenant_changes WHERE tenant = ?1";
const FORGET_PLACE = "DELETE FROM tenant_places WHERE tenant = ?1";

/** Rows of one statement. */
const ROWS = 2_000;
/** Rows of one call, over all tables. */
const MAX_ROWS = 20_000;

const toDeleteRows = ({ table, key }: TenantTable) =>
	`DELETE FROM ${table} WHERE tenant = ?1 AND (${key.join(", ")}) IN (SELECT ${key.join(", ")} FROM ${table} WHERE tenant = ?1 LIMIT ?2) RETURNING 1 AS gone`;

/**
 * Closes the shard to a tenant and deletes its rows, a bounded number at a call; false while some may be left. The list of tables is the one
 * that a move goes by: every partition and layer that stands. A shard without a row of the tenant is left as it is.
 */
export async function deleteRows(shard: Shard, tenant: string): Promise<boolean> {
	const { access, database } = shard;
	await access.run(database, [toStatement(CLOSE, tenant), toStatement(TAKE_PLACE, tenant, LAST)], "idempotent");
	const plan = toPlan(tenant);
	let deleted = 0;
	for (const table of await listTables(shard)) {
		for (let count = ROWS; count === ROWS; deleted += count) {
			if (deleted >= MAX_ROWS) return false;
			count = await deletePage(shard, plan, table);
		}
	}
	const place = await readPlace(access, database, plan);
	if (place) await makePlaceAccess(access, plan, place).access.run(database, [toStatement(FORGET_ADOPTED, tenant)], "once");
	await access.run(database, [toStatement(FORGET_CHANGES, tenant), toStatement(FORGET_PLACE, tenant)], "idempotent");
	return true;
}

/** As the step of a move would, for the fence lets no other by. */
async function deletePage({ access, database }: Shard, plan: MovePlan, table: TenantTable): Promise<number> {
	const place = await readPlace(access, database, plan);
	if (!place) throw new Error(`the deletion of ${plan.tenant} has no place here`);
	const own = makePlaceAccess(access, plan, place);
	const [gone = []] = await own.access.run(database, [toStatement(toDeleteRows(table), plan.tenant, ROWS)], "once");
	return gone.length;
}

function toPlan(tenant: string): MovePlan {
	const nowhere = { location: "", shards: [] };
	return { id: LAST, tenant, epoch: 0, source: nowhere, target: nowhere };
}
