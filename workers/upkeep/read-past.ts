import * as z from "zod";
import { prepare, toStatement } from "../lib/d1/statement.ts";
import { type Place, toPlaces } from "../lib/move/move-plan.ts";
import { listMoves } from "../lib/move/move-register.ts";
import { findSince, type Stay } from "../lib/restore/find-since.ts";
import type { RpcCall } from "../lib/rpc/rpc-result.ts";
import { findApp } from "../lib/shard-groups/find-app.ts";
import type { TenantContext } from "../lib/tenant-context.ts";
import { findMovers } from "./find-movers.ts";
import type { Env } from "./manifest.ts";

/** Moves that are looked at: further back than any history goes. */
const MOVES = 20;

const READ_CREATED = "SELECT created_at AS createdAt FROM tenants WHERE id = ?1";
const created = z.number();

/** What is known of a tenant's past: how far back it can be restored, and what has changed after a time. */
export async function readPast(env: Env, { requestId }: RpcCall, home: TenantContext, to: number) {
	const movers = findMovers(env, requestId);
	const ask = async (place: Place) =>
		(await findApp(movers, place, env.SETTINGS.shardsPerWorker)?.readPast(place, home.tenant, to)) ?? null;
	const asked = new Map<string, ReturnType<typeof ask>>();
	// Once each: it counts what has changed, and a stay may be where the tenant is now.
	const read = (place: Place) => {
		const past = asked.get(place.shard) ?? ask(place);
		asked.set(place.shard, past);
		return past;
	};
	const now = await Promise.all(toPlaces(home).map(read));
	const pasts = now.flatMap((past) => (past ? [past] : []));
	return {
		since: await findSince(await listStays(env, home), read),
		changed: pasts.reduce((total, { changed }) => total + changed, 0),
		archived: pasts.some(({ archived }) => archived),
	};
}

/** The newest first. A move came at some time between its beginning and its end. */
async function listStays({ DIRECTORY }: Env, home: TenantContext): Promise<Stay[]> {
	const at = created.parse(await prepare(DIRECTORY, toStatement(READ_CREATED, home.tenant)).first("createdAt"));
	const range = { before: Number.MAX_SAFE_INTEGER, limit: MOVES, kind: "move" } as const;
	const moves = (await listMoves(DIRECTORY, home.tenant, range)).filter(({ phase }) => phase === "switched" || phase === "done");
	const stays: Stay[] = [];
	let [places, until] = [toPlaces(home), Date.now()];
	for (const { source, createdAt, endedAt } of moves) {
		stays.push({ places, from: Date.parse(createdAt), until });
		[places, until] = [toPlaces(source), endedAt === null ? Date.now() : Date.parse(endedAt)];
	}
	return [...stays, { places, from: at, until }];
}
