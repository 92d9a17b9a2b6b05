import { Hono } from "hono";
import { toPassingProblem } from "../lib/d1/passing-problem.ts";
import { logError } from "../lib/log-error.ts";
import { ProblemError, toProblemResponse } from "../lib/problem.ts";
import { addRoute } from "./add-route.ts";
import { addAdminRoutes } from "./admin-routes.ts";
import { discardBody } from "./discard-body.ts";
import { finishResponse } from "./finish-response.ts";
import type { GatewayContext, GatewayEnv } from "./gateway-env.ts";
import type { Env } from "./manifest.ts";
import { addTenantRoutes } from "./tenant-routes.ts";

const app = new Hono<GatewayEnv>();
app.use(finishResponse);

addRoute(app, "/", { GET: (c) => c.json({ name: "stagecraft", stage: c.env.SETTINGS.stage, health: "/health", api: "/v1" }) });
addRoute(app, "/health", { GET: (c) => c.json({ status: "ok", stage: c.env.SETTINGS.stage, version: c.env.VERSION.id }) });
addAdminRoutes(app);
addTenantRoutes(app);

async function answerProblem(c: GatewayContext, error: Error): Promise<Response> {
	const { requestId, route, tenant } = c.var;
	if (!(error instanceof ProblemError)) logError("request", error, { requestId, route, tenant });
	await discardBody(c.req.raw);
	return toProblemResponse(toPassingProblem(error), requestId);
}

app.notFound((c) => answerProblem(c, new ProblemError("not-found", "There is no such route.")));
app.onError((error, c) => answerProblem(c, error));

// biome-ignore lint/style/noDefaultExport: the Worker's own
export default { fetch: app.fetch } satisfies ExportedHandler<Env>;
