import type { MiddlewareHandler } from "hono";
import { writeRequestPoint } from "../lib/metrics/write-request-point.ts";
import { REQUEST_ID_HEADER } from "../lib/tenant-context.ts";
import type { GatewayEnv } from "./gateway-env.ts";

/** On every response: it is data for a program, to be run, framed, sniffed or embedded by no browser. */
const SECURITY_HEADERS = {
	"x-content-type-options": "nosniff",
	"content-security-policy": "default-src 'none'; frame-ancestors 'none'",
	"referrer-policy": "no-referrer",
	"strict-transport-security": "max-age=31536000",
	"cross-origin-resource-policy": "same-origin",
} as const;

/** Wraps every request: gives it an id that no client chose, and its response the id, the security headers and a point in the metrics. */
export const finishResponse: MiddlewareHandler<GatewayEnv> = async (c, next) => {
	const startedAt = Date.now();
	c.set("requestId", crypto.randomUUID());
	c.set("route", "");
	c.set("tenant", "");
	await next();
	for (const [name, value] of Object.entries(SECURITY_HEADERS)) c.header(name, value);
	c.header(REQUEST_ID_HEADER, c.get("requestId"));
	if (!c.res.headers.has("cache-control")) c.header("cache-control", "no-store");
	const { route, tenant } = c.var;
	const point = { route, tenant, method: c.req.method, status: c.res.status, milliseconds: Date.now() - startedAt };
	writeRequestPoint(c.env.METRICS, point, { rate: c.env.SETTINGS.metricsSampleRate, random: Math.random });
};
