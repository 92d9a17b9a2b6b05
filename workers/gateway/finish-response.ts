import type { MiddlewareHandler } from "hono";
import { guardDirectory } from "../lib/d1/guard-directory.ts";
import { BILLED_HEADER, parseBilledHeader } from "../lib/meter/billed-header.ts";
import { makeMeter } from "../lib/meter/make-meter.ts";
import { writeRequestPoint } from "../lib/metrics/write-request-point.ts";
import { REQUEST_ID_HEADER } from "../lib/tenant-context.ts";
import type { GatewayContext, GatewayEnv } from "./gateway-env.ts";
import { manifest } from "./manifest.ts";

/** Data for a program: it runs and frames nothing. */
const DATA_POLICY = "default-src 'none'; frame-ancestors 'none'";
/** On every response, which no browser frames, sniffs or embeds. */
const SECURITY_HEADERS = {
	"x-content-type-options": "nosniff",
	"referrer-policy": "no-referrer",
	"strict-transport-security": "max-age=31536000",
	"cross-origin-resource-policy": "same-origin",
} as const;

function startRequest(c: GatewayContext): void {
	const meter = makeMeter();
	const requestId = crypto.randomUUID();
	c.env = guardDirectory(meter.env(c.env, manifest.bindings), { requestId });
	c.set("meter", meter);
	c.set("requestId", requestId);
	c.set("route", "");
	c.set("tenant", "");
	c.set("policy", null);
}

function setHeaders(c: GatewayContext): void {
	for (const [name, value] of Object.entries(SECURITY_HEADERS)) c.header(name, value);
	c.header("content-security-policy", c.get("policy") ?? DATA_POLICY);
	c.header(REQUEST_ID_HEADER, c.get("requestId"));
	if (!c.res.headers.has("cache-control")) c.header("cache-control", "no-store");
}

/** Adds what `app` counted to the gateway's own, for the metrics and the tenant's counter and not for the client. */
export function takeBilled(c: GatewayContext, response: Response): void {
	const billed = response.headers.get(BILLED_HEADER);
	if (billed === null) return;
	c.get("meter").add(parseBilledHeader(billed));
	response.headers.delete(BILLED_HEADER);
}

/** Wraps every request: gives it an id that no client chose, and its response the id, the security headers and a point in the metrics. A WebSocket has no such headers. */
export const finishResponse: MiddlewareHandler<GatewayEnv> = async (c, next) => {
	const startedAt = Date.now();
	startRequest(c);
	await next();
	if (c.res.status !== 101) setHeaders(c);
	takeBilled(c, c.res);
	const { route, tenant } = c.var;
	const { status } = c.res;
	const point = { route, tenant, method: c.req.method, status, milliseconds: Date.now() - startedAt, billed: c.get("meter").counts() };
	writeRequestPoint(c.env.METRICS, point, { rate: c.env.SETTINGS.metricsSampleRate, random: Math.random });
};
