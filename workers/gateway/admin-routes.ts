import type { Hono } from "hono";
import { MAX_JSON_BYTES } from "../lib/http/read-json.ts";
import { ProblemError } from "../lib/problem.ts";
import { toDeadLetterStore } from "../lib/rpc/dead-letter-store.ts";
import { readHome } from "../lib/shard-databases/read-home.ts";
import { addRoute } from "./add-route.ts";
import { createTenant, toAnyApp } from "./admin-app.ts";
import { getAdminPage } from "./admin-page/get-admin-page.ts";
import { endAllSessions, forAdmin, readSession, signIn, signOut } from "./admin-session.ts";
import { forwardForTenant, toForwarded } from "./forward.ts";
import type { GatewayAnswer, GatewayContext, GatewayEnv } from "./gateway-env.ts";
import { readDeletion, readExport, readImport, readReplay, startDeletion, startExport, startImport, startReplay } from "./long-work.ts";
import { addMoveRoutes } from "./move-routes.ts";
import { addRestoreRoutes } from "./restore-routes.ts";
import { forgetKey } from "./revoke-key.ts";

const forward: GatewayAnswer = async (c) => toAnyApp(c.env).fetch(toForwarded(c, null));

/** The tenant's own `app`: another's entrypoints have another Workers Cache. */
const purgeCaches: GatewayAnswer = async (c) => {
	const home = await readHome(c.env.DIRECTORY, c.req.param("tenant") ?? "");
	if (!home) throw new ProblemError("not-found", "There is no tenant of this id.");
	return forwardForTenant(c, { context: home, refresh: () => readHome(c.env.DIRECTORY, home.tenant), maxBytes: MAX_JSON_BYTES });
};

/** Again it comes to the same, for who didn't get the answer. */
const revokeKey: GatewayAnswer = async (c) => {
	const response = await forward(c);
	if (response.ok) await forgetKey(c, { tenant: c.req.param("tenant") ?? "", keyId: c.req.param("keyId") ?? "" });
	return response;
};

const toDeadLetters = (c: GatewayContext) => toDeadLetterStore(c.env.DEADLETTERS, { requestId: c.get("requestId") });

async function listDeadLetters(c: GatewayContext) {
	const { queue, cursor } = c.req.query();
	return c.json(await toDeadLetters(c).list({ queue: queue ?? null, cursor: cursor ?? null }));
}

/** An id is part of an R2 key, which has 1,024 bytes at most (/r2/platform/limits/, 2026-06-08). */
const MAX_ID = 512;

async function replayDeadLetter(c: GatewayContext) {
	const id = c.req.param("id") ?? "";
	if (id.length > MAX_ID || !(await toDeadLetters(c).replay(id)))
		throw new ProblemError("not-found", "There is no dead letter of this id.");
	return c.json({ id }, 202);
}

/** `/admin`: for whoever runs the service, behind the admin token or a session opened with it. */
export function addAdminRoutes(app: Hono<GatewayEnv>): void {
	addRoute(app, "/admin", { GET: getAdminPage });
	addRoute(app, "/admin/session", { GET: readSession, POST: signIn, DELETE: signOut });
	addRoute(app, "/admin/sessions", { DELETE: forAdmin(endAllSessions) });
	addRoute(app, "/admin/tenants", { GET: forAdmin(forward), POST: forAdmin(createTenant) });
	addRoute(app, "/admin/tenants/:tenant", { GET: forAdmin(forward), DELETE: forAdmin(startDeletion) });
	addRoute(app, "/admin/deletions/:deletionId", { GET: forAdmin(readDeletion) });
	addRoute(app, "/admin/tenants/:tenant/cache-purges", { POST: forAdmin(purgeCaches) });
	addRoute(app, "/admin/tenants/:tenant/keys", { GET: forAdmin(forward), POST: forAdmin(forward) });
	addRoute(app, "/admin/tenants/:tenant/keys/:keyId", { DELETE: forAdmin(revokeKey) });
	addRoute(app, "/admin/shards", { GET: forAdmin(forward) });
	addRoute(app, "/admin/tenants/:tenant/imports", { POST: forAdmin(startImport) });
	addRoute(app, "/admin/tenants/:tenant/imports/:importId", { GET: forAdmin(readImport) });
	addRoute(app, "/admin/tenants/:tenant/exports", { POST: forAdmin(startExport) });
	addRoute(app, "/admin/tenants/:tenant/exports/:exportId", { GET: forAdmin(readExport) });
	addMoveRoutes(app);
	addRestoreRoutes(app);
	addRoute(app, "/admin/dead-letters", { GET: forAdmin(listDeadLetters) });
	addRoute(app, "/admin/dead-letters/replays", { POST: forAdmin(startReplay) });
	addRoute(app, "/admin/dead-letters/replays/:replayId", { GET: forAdmin(readReplay) });
	addRoute(app, "/admin/dead-letters/:id/replays", { POST: forAdmin(replayDeadLetter) });
}
