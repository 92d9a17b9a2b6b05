import type { Hono } from "hono";
import * as z from "zod";
import { parseCursor, toCursor } from "../lib/cursor/cursor.ts";
import { parseJsonText } from "../lib/http/parse-json-text.ts";
import { readBody } from "../lib/http/read-body.ts";
import { ProblemError } from "../lib/problem.ts";
import { toMoveAdmin } from "../lib/rpc/move-admin.ts";
import { addRoute } from "./add-route.ts";
import { forAdmin } from "./admin-session.ts";
import type { GatewayContext, GatewayEnv } from "./gateway-env.ts";
import { toNumberId, toTenant } from "./number-id.ts";

/** Far above what a move needs. */
const MAX_BYTES = 4_096;

const newMove = z.strictObject({ to: z.string().regex(/^[a-z0-9-]{1,64}$/) });
const cursorOf = z.tuple([z.literal("moves"), z.int().min(1)]);

const toMoves = (c: GatewayContext) => toMoveAdmin(c.env.MOVES, { requestId: c.get("requestId") });

async function startMove(c: GatewayContext) {
	const parsed = newMove.safeParse(parseJsonText(await readBody(c.req.raw, MAX_BYTES)).value);
	if (!parsed.success) throw new ProblemError("bad-parameter", 'body.to: a shard of the pool, a region, or "dedicated", and nothing else');
	const move = await toMoves(c).start(toTenant(c), parsed.data.to);
	return c.json(move, 202, { location: `/admin/tenants/${move.tenant}/moves/${move.id}` });
}

async function listMoves(c: GatewayContext) {
	const cursor = c.req.query("cursor");
	const before = cursor === undefined ? Number.MAX_SAFE_INTEGER : parseCursor(cursorOf, cursor)[1];
	const { moves, next } = await toMoves(c).list(toTenant(c), before);
	return c.json(next === null ? { moves } : { moves, cursor: toCursor(["moves", next]) });
}

/** Moves of tenants, which `upkeep` makes. */
export function addMoveRoutes(app: Hono<GatewayEnv>): void {
	addRoute(app, "/admin/tenants/:tenant/moves", { GET: forAdmin(listMoves), POST: forAdmin(startMove) });
	addRoute(app, "/admin/tenants/:tenant/moves/:id", {
		GET: forAdmin(async (c) => c.json(await toMoves(c).read(toTenant(c), toNumberId(c, "move")))),
		DELETE: forAdmin(async (c) => c.json(await toMoves(c).cancel(toTenant(c), toNumberId(c, "move")), 202)),
	});
}
