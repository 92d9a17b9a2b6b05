import type { Hono } from "hono";
import * as z from "zod";
import { parseCursor, toCursor } from "../lib/cursor/cursor.ts";
import { readJson } from "../lib/http/read-json.ts";
import { ProblemError } from "../lib/problem.ts";
import { type AskedRestore, toRestoreAdmin } from "../lib/rpc/restore-admin.ts";
import { addRoute } from "./add-route.ts";
import { forAdmin } from "./admin-session.ts";
import type { GatewayContext, GatewayEnv } from "./gateway-env.ts";
import { toNumberId, toTenant } from "./number-id.ts";

/** Far above what a restore needs. */
const MAX_BYTES = 4_096;

const time = z.iso.datetime({ offset: true, error: "must be an ISO 8601 time with its zone, such as 2026-11-21T10:00:00Z" });
/** A key of R2, which has 1,024 bytes at most (/r2/platform/limits/, 2026-06-08). */
const newRestore = z
	.strictObject({
		to: time.optional(),
		export: z.string().max(1_024).optional(),
		events: z.enum(["keep", "remove"], "must be keep or remove").default("keep"),
	})
	.transform(({ to, export: key, events }, context): AskedRestore => {
		if (to !== undefined && key === undefined) return { source: { to: Date.parse(to) }, events };
		if (key !== undefined && to === undefined) return { source: { export: key }, events };
		context.addIssue('must have either "to", a time, or "export", the key of an export\'s manifest');
		return z.NEVER;
	});
const cursorOf = z.tuple([z.literal("restores"), z.int().min(1)]);

const toRestores = (c: GatewayContext) => toRestoreAdmin(c.env.RESTORES, { requestId: c.get("requestId") });

async function startRestore(c: GatewayContext) {
	const restore = await toRestores(c).start(toTenant(c), await readJson(c.req.raw, newRestore, MAX_BYTES));
	return c.json(restore, 202, { location: `/admin/tenants/${restore.tenant}/restores/${restore.id}` });
}

async function listRestores(c: GatewayContext) {
	const cursor = c.req.query("cursor");
	const before = cursor === undefined ? Number.MAX_SAFE_INTEGER : parseCursor(cursorOf, cursor)[1];
	const { restores, next } = await toRestores(c).list(toTenant(c), before);
	return c.json(next === null ? { restores } : { restores, cursor: toCursor(["restores", next]) });
}

async function readHistory(c: GatewayContext) {
	const to = c.req.query("to");
	const parsed = time.optional().safeParse(to);
	if (!parsed.success) throw new ProblemError("bad-parameter", `to: ${parsed.error.issues[0]?.message}`);
	return c.json(await toRestores(c).readHistory(toTenant(c), parsed.data === undefined ? null : Date.parse(parsed.data)));
}

/** A tenant at a point in time, which `upkeep` brings back. */
export function addRestoreRoutes(app: Hono<GatewayEnv>): void {
	addRoute(app, "/admin/tenants/:tenant/history", { GET: forAdmin(readHistory) });
	addRoute(app, "/admin/tenants/:tenant/restores", { GET: forAdmin(listRestores), POST: forAdmin(startRestore) });
	addRoute(app, "/admin/tenants/:tenant/restores/:id", {
		GET: forAdmin(async (c) => c.json(await toRestores(c).read(toTenant(c), toNumberId(c, "restore")))),
	});
}
