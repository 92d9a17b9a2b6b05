import { Hono } from "hono";
import { toPassingProblem } from "../lib/d1/passing-problem.ts";
import { logError } from "../lib/log-error.ts";
import { ProblemError, toProblemResponse } from "../lib/problem.ts";
import { addAdminRoutes } from "./admin-routes.ts";
import { discardBody } from "./discard-body.ts";
import { finishResponse } from "./finish-response.ts";
import type { GatewayContext, GatewayEnv } from "./gateway-env.ts";
import { addServiceRoutes } from "./service-routes.ts";
import { addTenantRoutes } from "./tenant-routes.ts";

/** All that the public may ask; `openapi/` describes each of its routes. */
export const api = new Hono<GatewayEnv>();
api.use(finishResponse);

addServiceRoutes(api);
addAdminRoutes(api);
addTenantRoutes(api);

async function answerProblem(c: GatewayContext, error: Error): Promise<Response> {
	const { requestId, route, tenant } = c.var;
	if (!(error instanceof ProblemError)) logError("request", error, { requestId, route, tenant });
	await discardBody(c.req.raw);
	return toProblemResponse(toPassingProblem(error), requestId);
}

api.notFound((c) => answerProblem(c, new ProblemError("not-found", "There is no such route.")));
api.onError((error, c) => answerProblem(c, error));
