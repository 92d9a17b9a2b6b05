import type { D1Access } from "../d1/make-d1-access.ts";
import { toStatement } from "../d1/statement.ts";
import type { EventDatabase } from "../events/insert-events.ts";
import type { Place } from "../move/move-plan.ts";
import { makePlaceAccess, requirePlace } from "../move/place-access.ts";
import { parseRegister, type RegisterRow, toFindLayers } from "../partitions/register.ts";
import { bringRows, emptyPage, removeEvents, restorePage } from "./restore-pages.ts";
import type { RestorePlan } from "./restore-plan.ts";
import { FIND_LATER_ADOPTED, READ_PAST, TAKE_OVER } from "./restore-sql.ts";
import type { ShardPast, ShardRestorer } from "./shard-restorer.ts";

export interface ShardRestorerOptions {
	/** Null for a shard that this Worker doesn't bind. */
	readonly find: (place: Place) => EventDatabase | null;
	readonly access: D1Access;
}

/** What a restore does on the shards that a Worker binds. */
export function makeShardRestorer({ find, access }: ShardRestorerOptions): ShardRestorer {
	const at = ({ source }: RestorePlan, shard: string) => {
		const database = find({ shard, location: source.location });
		if (!database) throw new Error(`shard ${shard} isn't bound here`);
		return database;
	};
	const take = async (plan: RestorePlan, shard: string, token: number) => {
		const database = at(plan, shard);
		const place = makePlaceAccess(access, plan, { ...(await requirePlace(access, database, plan, ["coming"])), token });
		return { plan, database, access, own: place.access, token: place.token };
	};
	return {
		async readPast(place, tenant, to) {
			const database = find(place);
			return database && readPast({ access, database }, tenant, to);
		},
		async takeOver(plan, shard) {
			await access.run(at(plan, shard), [toStatement(TAKE_OVER, plan.tenant, plan.id)], "idempotent");
			return (await requirePlace(access, at(plan, shard), plan, ["coming", "settling", "over"])).state === "coming";
		},
		restorePage: async (plan, shard, token, cursor) => restorePage(await take(plan, shard, token), cursor),
		emptyPage: async (plan, shard, token, cursor) => emptyPage(await take(plan, shard, token), cursor),
		async bring(plan, shard, token, rows) {
			const place = await take(plan, shard, token);
			await bringRows(place, rows);
			return place.token();
		},
		removeEvents: async (plan, shard, token, cursor) => removeEvents(await take(plan, shard, token), cursor),
	};
}

const MAX_PARTITIONS = 1_000;
const END_OF_TIME = Date.UTC(9999, 0, 1);

async function readPast(
	{ access, database }: { readonly access: D1Access; readonly database: EventDatabase },
	tenant: string,
	to: number,
): Promise<ShardPast | null> {
	const asked = [
		toStatement(READ_PAST, tenant, to),
		toStatement(FIND_LATER_ADOPTED, tenant, to),
		toFindLayers(to, END_OF_TIME, MAX_PARTITIONS),
	];
	const [[past] = [], adopted = [], rows = []] = await access.run<ShardPast & RegisterRow>(database, asked, "idempotent");
	if (!past) return null;
	const archived = parseRegister(rows).some(
		({ endsAt, layers }) => endsAt > to && layers.some(({ state, events }) => state === "archived" && events > 0),
	);
	return { since: past.since, prunedTo: past.prunedTo, changed: past.changed, archived: archived || adopted.length > 0 };
}
