import type { MiddlewareHandler } from "hono";
import { guardDirectory } from "../lib/d1/guard-directory.ts";
import { BILLED_HEADER, parseBilledHeader } from "../lib/meter/billed-header.ts";
import { makeMeter } from "../lib/meter/make-meter.ts";
import { type RequestPoint, writeRequestPoint } from "../lib/metrics/write-request-point.ts";
import { EVENTS_HEADER, MOVED_HEADER, REQUEST_ID_HEADER } from "../lib/tenant-context.ts";
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

/** What `app` tells the gateway, and no client. */
const INTERNAL_HEADERS = [BILLED_HEADER, EVENTS_HEADER, MOVED_HEADER] as const;

function startRequest(c: GatewayContext): void {
	const meter = makeMeter();
	const requestId = crypto.randomUUID();
	c.env = guardDirectory(meter.env(c.env, manifest.bindings), { requestId });
	c.set("meter", meter);
	c.set("requestId", requestId);
	c.set("route", "");
	c.set("tenant", "");
	c.set("policy", null);
	c.set("hasBilled", false);
	c.set("headers", {});
}

/** The only copy that is made of it: another Worker's response can't be changed, and `c.header` would copy it for each header. */
function toFinished(c: GatewayContext, response: Response): Response {
	const finished = new Response(response.body, response);
	const { headers } = finished;
	for (const name of INTERNAL_HEADERS) headers.delete(name);
	for (const [name, value] of Object.entries(c.get("headers"))) headers.set(name, value);
	for (const [name, value] of Object.entries(SECURITY_HEADERS)) headers.set(name, value);
	headers.set("content-security-policy", c.get("policy") ?? DATA_POLICY);
	headers.set(REQUEST_ID_HEADER, c.get("requestId"));
	if (!headers.has("cache-control")) headers.set("cache-control", "no-store");
	return finished;
}

/** Adds what `app` counted to the gateway's own, once, for the metrics and the tenant's counter. */
export function takeBilled(c: GatewayContext, response: Response): void {
	if (c.get("hasBilled")) return;
	c.set("hasBilled", true);
	const billed = response.headers.get(BILLED_HEADER);
	if (billed) c.get("meter").add(parseBilledHeader(billed));
}

function finish(c: GatewayContext): void {
	const response = c.res;
	takeBilled(c, response);
	if (response.status === 101) return;
	// Hono would add the headers of the response before to those of the one that takes its place.
	c.res = undefined;
	c.res = toFinished(c, response);
}

const toPoint = (c: GatewayContext, milliseconds: number): RequestPoint => ({
	route: c.get("route"),
	tenant: c.get("tenant"),
	method: c.req.method,
	status: c.res.status,
	milliseconds,
	billed: c.get("meter").counts(),
});

/** Wraps every request: gives it an id that no client chose, and its response the id, the security headers and a point in the metrics. A WebSocket has no such headers. */
export const finishResponse: MiddlewareHandler<GatewayEnv> = async (c, next) => {
	const startedAt = Date.now();
	startRequest(c);
	await next();
	finish(c);
	const rate = c.env.SETTINGS.metricsSampleRate;
	writeRequestPoint(c.env.METRICS, () => toPoint(c, Date.now() - startedAt), { rate, random: Math.random });
};
