import type { Hono } from "hono";
import { type KeyEntry, toTenantContext } from "../lib/directory/key-entry.ts";
import { ProblemError } from "../lib/problem.ts";
import { addRoute } from "./add-route.ts";
import { authenticate } from "./authenticate.ts";
import { forwardForTenant } from "./forward.ts";
import type { GatewayContext, GatewayEnv } from "./gateway-env.ts";
import { limitTenant } from "./limit-tenant.ts";
import { authenticateLive, getRoom, issueTicket, publishToRoom } from "./live.ts";
import { APP_ROUTES, MAX_LIVE_BYTES, MAX_TICKET_BYTES } from "./routes.ts";
import { countUsage, readUsage } from "./usage.ts";

type TenantAnswer = (c: GatewayContext, entry: KeyEntry) => Promise<Response>;

function refuseLongBody(c: GatewayContext, maxBytes: number): void {
	const length = Number(c.req.header("content-length") ?? 0);
	if (length > maxBytes) throw new ProblemError("too-large", `The body has ${length} bytes; this route takes ${maxBytes}.`);
}

const forTenant =
	(answer: TenantAnswer, maxBytes: number, who = authenticate) =>
	async (c: GatewayContext) => {
		const entry = await who(c);
		refuseLongBody(c, maxBytes);
		await limitTenant(c, entry);
		return countUsage(c, entry, await answer(c, entry));
	};

/** `/v1`: the tenant's own routes, each behind its key and its limits. */
export function addTenantRoutes(app: Hono<GatewayEnv>): void {
	const forward: TenantAnswer = (c, entry) => forwardForTenant(c, toTenantContext(entry));
	for (const { pattern, methods, maxBytes } of APP_ROUTES) {
		addRoute(app, pattern, Object.fromEntries(methods.map((method) => [method, forTenant(forward, maxBytes)])));
	}
	addRoute(app, "/v1/live/:room", {
		GET: forTenant(getRoom, 0, authenticateLive),
		POST: forTenant(publishToRoom, MAX_LIVE_BYTES),
	});
	addRoute(app, "/v1/live/:room/tickets", { POST: forTenant(issueTicket, MAX_TICKET_BYTES) });
	addRoute(app, "/v1/usage", { GET: forTenant(readUsage, 0) });
}
