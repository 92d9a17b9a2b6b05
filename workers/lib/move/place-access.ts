import type { D1Access, D1Runner } from "../d1/make-d1-access.ts";
import type { Safety } from "../d1/retry-d1.ts";
import { type Statement, toStatement } from "../d1/statement.ts";
import type { EventDatabase } from "../events/insert-events.ts";
import type { MovePlan } from "./move-plan.ts";

type PlaceState = "coming" | "leaving" | "settling" | "over";

interface PlaceRow {
	readonly move: number;
	readonly state: PlaceState;
	readonly token: number;
}

const READ_PLACE = "SELECT move, state, token FROM tenant_places WHERE tenant = ?1";
const CHECK = "INSERT INTO move_fence (tenant, move, state, token) VALUES (?1, ?2, ?3, ?4)";
const TAKE_PASS = "UPDATE tenant_places SET pass = 1, token = token + 1 WHERE tenant = ?1";
const GIVE_PASS = "UPDATE tenant_places SET pass = 0 WHERE tenant = ?1";

/** The tenant's place on a shard, if it is this move's. */
export async function readPlace(access: D1Access, database: EventDatabase, { id, tenant }: MovePlan): Promise<PlaceRow | null> {
	const [rows = []] = await access.run<PlaceRow>(database, [toStatement(READ_PLACE, tenant)], "idempotent");
	return rows.find(({ move }) => move === id) ?? null;
}

/** As {@link readPlace}, in one of these states; anything else is an error. */
export async function requirePlace(
	access: D1Access,
	database: EventDatabase,
	plan: MovePlan,
	states: readonly PlaceState[],
): Promise<PlaceRow> {
	const place = await readPlace(access, database, plan);
	if (!place || !states.includes(place.state))
		throw new Error(`the place of ${plan.tenant} is ${place?.state ?? "none"} in move ${plan.id}`);
	return place;
}

/**
 * Runs each batch as the move's own: past the fence, and only if the place is what was read and nothing else of the move was written
 * since. A batch that stalled and comes late is refused as a whole; so is the repetition of one that was done.
 */
export function makePlaceAccess(access: D1Access, { id, tenant }: MovePlan, place: Pick<PlaceRow, "state" | "token">) {
	let { token } = place;
	const own: D1Access = {
		async run<T>(on: D1Runner<unknown>, statements: readonly Statement[], _safety: Safety) {
			const before = [toStatement(CHECK, tenant, id, place.state, token), toStatement(TAKE_PASS, tenant)];
			const results = await access.run<T>(on, [...before, ...statements, toStatement(GIVE_PASS, tenant)], "once");
			token += 1;
			return results.slice(before.length, -1);
		},
	};
	return { access: own, token: () => token };
}
