import { REQUEST_ID_HEADER, TENANT_HEADER, type TenantContext, toTenantHeader } from "../lib/tenant-context.ts";
import type { GatewayContext } from "./gateway-env.ts";
import type { Env } from "./manifest.ts";

/** The `app` whose databases are in this location. */
const toApp = (env: Env, location: string) => env[`APP__${location.toUpperCase()}`] ?? env.APP__ANY;

/** What a client may not say for itself, and what `app` needs not know. */
const DROPPED = [TENANT_HEADER, REQUEST_ID_HEADER, "authorization", "cookie"];

export function toClientHeaders(c: GatewayContext): Headers {
	const headers = new Headers(c.req.raw.headers);
	for (const name of DROPPED) headers.delete(name);
	return headers;
}

/** The client's request, body unread, with our headers in place of any that it made up. */
export function toForwarded(c: GatewayContext, context: TenantContext | null): Request {
	const headers = toClientHeaders(c);
	headers.set(REQUEST_ID_HEADER, c.get("requestId"));
	if (context) headers.set(TENANT_HEADER, toTenantHeader(context));
	return new Request(c.req.raw, { headers, redirect: "manual" });
}

/** Sends a tenant's request to the `app` that binds its databases. */
export async function forwardForTenant(c: GatewayContext, context: TenantContext): Promise<Response> {
	const app = toApp(c.env, context.location);
	if (!app) throw new Error(`no app serves location ${context.location} of tenant ${context.tenant}`);
	const response = await app.fetch(toForwarded(c, context));
	return new Response(response.body, response);
}
