import type { Hono } from "hono";
import { parseApiKey } from "../lib/api-key/api-key.ts";
import { parseBearer } from "../lib/api-key/bearer.ts";
import { type KeyEntry, toTenantContext } from "../lib/directory/key-entry.ts";
import { logError } from "../lib/log-error.ts";
import { ProblemError } from "../lib/problem.ts";
import { addRoute } from "./add-route.ts";
import { authenticate, toKeyDirectory } from "./authenticate.ts";
import { takeBilled } from "./finish-response.ts";
import { forwardForTenant } from "./forward.ts";
import type { GatewayContext, GatewayEnv } from "./gateway-env.ts";
import { limitTenant } from "./limit-tenant.ts";
import { authenticateLive, getRoom, issueTicket, publishToRoom } from "./live.ts";
import { APP_ROUTES, MAX_LIVE_BYTES, MAX_TICKET_BYTES } from "./routes.ts";
import { getStats } from "./stats.ts";
import { checkBudget, toTenantBudget } from "./tenant-budget.ts";
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
		const limits = await limitTenant(c, entry);
		const budget = toTenantBudget(c, entry);
		const headers = budget ? { ...limits, ...(await checkBudget(c, entry, budget)) } : limits;
		const response = await answer(c, entry);
		takeBilled(c, response);
		countUsage(c, entry, response, budget);
		c.set("headers", headers);
		return response;
	};

/** Null where it can't be read, or shows none that is open: then the answer stands as it is. */
async function refreshContext(c: GatewayContext) {
	const key = parseApiKey(parseBearer(c.req.header("authorization")) ?? "");
	if (!key) return null;
	try {
		const entry = await toKeyDirectory(c).refresh(key.id);
		return entry?.state === "open" && !entry.revoked ? toTenantContext(entry) : null;
	} catch (error) {
		logError("read a moved tenant's key again", error, { requestId: c.get("requestId"), tenant: c.get("tenant") });
		return null;
	}
}

/** `/v1`: the tenant's own routes, each behind its key and its limits. */
export function addTenantRoutes(app: Hono<GatewayEnv>): void {
	for (const { pattern, methods, maxBytes } of APP_ROUTES) {
		const forward: TenantAnswer = (c, entry) =>
			forwardForTenant(c, { context: toTenantContext(entry), refresh: () => refreshContext(c), maxBytes });
		addRoute(app, pattern, Object.fromEntries(methods.map((method) => [method, forTenant(forward, maxBytes)])));
	}
	addRoute(app, "/v1/live/:room", {
		GET: forTenant(getRoom, 0, authenticateLive),
		POST: forTenant(publishToRoom, MAX_LIVE_BYTES),
	});
	addRoute(app, "/v1/live/:room/tickets", { POST: forTenant(issueTicket, MAX_TICKET_BYTES) });
	addRoute(app, "/v1/usage", { GET: forTenant(readUsage, 0) });
	addRoute(app, "/v1/stats", { GET: forTenant(getStats, 0) });
}
