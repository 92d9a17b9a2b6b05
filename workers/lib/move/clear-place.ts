import { toStatement } from "../d1/statement.ts";
import type { CopyCursor } from "./move-data.ts";
import { isSplit, type MovePlan } from "./move-plan.ts";
import { toDeleteKeys, toReadWeights } from "./move-sql.ts";
import { makePlaceAccess, requirePlace } from "./place-access.ts";
import { FORGET_ADOPTED } from "./place-sql.ts";
import { leaves } from "./read-source.ts";
import { toTablePage } from "./table-page.ts";
import { type Found, listTables, type Shard, toKey, toParameters } from "./tenant-rows.ts";

/**
 * Deletes a page of the tenant's rows, where it isn't open or, in a split, of those that belong elsewhere now: on a target before its first
 * copy and after an undone move, on a source that was left. Null at the end. Refused if anything was written since the token was read: a
 * call that comes late would clear what was copied after it.
 */
export async function clearPlace(
	shard: Shard,
	plan: MovePlan,
	id: string,
	token: number,
	cursor: CopyCursor | null,
): Promise<CopyCursor | null> {
	const { state } = await requirePlace(shard.access, shard.database, plan, ["coming", "settling"]);
	const { access } = makePlaceAccess(shard.access, plan, { state, token });
	const stays = isSplit(plan) && plan.source.shards.includes(id);
	if (!stays && !cursor) await access.run(shard.database, [toStatement(FORGET_ADOPTED, plan.tenant)], "once");
	const { tables, next } = toTablePage(await listTables(shard), cursor);
	for (const { table, after } of tables) {
		const statement = toStatement(toReadWeights(table), plan.tenant, ...after);
		const [found = []] = await shard.access.run<Found>(shard.database, [statement], "idempotent");
		const keys = found.map((row) => table.key.map((column) => row[column] ?? null));
		const last = keys.at(-1);
		if (!last) continue;
		const doomed = stays ? keys.filter((key) => leaves(plan, id, table, key)) : keys;
		const deletes = toParameters(doomed).map((parameter) => toStatement(toDeleteKeys(table), plan.tenant, parameter));
		if (deletes.length > 0) await access.run(shard.database, deletes, "once");
		return { table: table.table, after: toKey(table, last) };
	}
	return next;
}
