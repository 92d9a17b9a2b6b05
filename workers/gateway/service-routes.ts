import type { Hono } from "hono";
import { addRoute } from "./add-route.ts";
import type { GatewayEnv } from "./gateway-env.ts";
import { getOpenApi } from "./openapi/get-openapi.ts";

/** What anyone may ask: what this is, whether it is well, and what it can. */
export function addServiceRoutes(app: Hono<GatewayEnv>): void {
	addRoute(app, "/", {
		GET: (c) => c.json({ name: "stagecraft", stage: c.env.SETTINGS.stage, health: "/health", api: "/v1", openapi: "/openapi.json" }),
	});
	addRoute(app, "/health", { GET: (c) => c.json({ status: "ok", stage: c.env.SETTINGS.stage, version: c.env.VERSION.id }) });
	addRoute(app, "/openapi.json", { GET: getOpenApi });
}
