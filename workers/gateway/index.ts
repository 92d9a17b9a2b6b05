import { Hono } from "hono";
import { logError } from "../lib/log-error.ts";
import { ProblemError, toProblemResponse } from "../lib/problem.ts";
import { addRoute } from "./add-route.ts";
import { addAdminRoutes } from "./admin-routes.ts";
import { finishResponse } from "./finish-response.ts";
import type { GatewayEnv } from "./gateway-env.ts";
import type { Env } from "./manifest.ts";
import { addTenantRoutes } from "./tenant-routes.ts";

const app = new Hono<GatewayEnv>();
app.use(finishResponse);

addRoute(app, "/", { GET: (c) => c.json({ name: "stagecraft", stage: c.env.SETTINGS.stage, health: "/health", api: "/v1" }) });
addRoute(app, "/health", { GET: (c) => c.json({ status: "ok", stage: c.env.SETTINGS.stage, version: c.env.VERSION.id }) });
addAdminRoutes(app);
addTenantRoutes(app);

app.notFound((c) => toProblemResponse(new ProblemError("not-found", "There is no such route."), c.get("requestId")));
app.onError((error, c) => {
	const requestId = c.get("requestId");
	if (!(error instanceof ProblemError)) logError("request", error, { requestId, route: c.get("route"), tenant: c.get("tenant") });
	return toProblemResponse(error, requestId);
});

// biome-ignore lint/style/noDefaultExport: the Worker's own
export default { fetch: app.fetch } satisfies ExportedHandler<Env>;
