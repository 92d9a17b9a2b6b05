import { findMembers } from "../lib/members/members.ts";
import { findAppMember } from "../lib/shard-groups/find-app.ts";
import { MOVED_HEADER, REQUEST_ID_HEADER, TENANT_HEADER, type TenantContext, toTenantHeader } from "../lib/tenant-context.ts";
import type { GatewayContext } from "./gateway-env.ts";
import type { Env } from "./manifest.ts";

type Home = Pick<TenantContext, "location" | "shards">;

/** The member of `APP` that binds a tenant's databases: all of them are in one group. */
export function findHomeApp(env: Env, { location, shards }: Home): `APP__${string}` | null {
	const members = { has: (member: string) => env[`APP__${member}`] !== undefined };
	const member = findAppMember(members, { shard: shards[0] ?? "", location }, env.SETTINGS.shardsPerWorker);
	return member === null ? null : `APP__${member}`;
}

/** What a client may not say for itself, and what `app` needs not know. */
const DROPPED = [TENANT_HEADER, REQUEST_ID_HEADER, "authorization", "cookie"];

export function toClientHeaders(c: GatewayContext): Headers {
	const headers = new Headers(c.req.raw.headers);
	for (const name of DROPPED) headers.delete(name);
	return headers;
}

/** The client's request, body unread, with our headers in place of any that it made up. */
export function toForwarded(c: GatewayContext, context: TenantContext | null, request: Request = c.req.raw): Request {
	const forwarded = new Request(request, { redirect: "manual" });
	for (const name of DROPPED) forwarded.headers.delete(name);
	forwarded.headers.set(REQUEST_ID_HEADER, c.get("requestId"));
	if (context) forwarded.headers.set(TENANT_HEADER, toTenantHeader(context));
	return forwarded;
}

async function ask(c: GatewayContext, request: Request, context: TenantContext): Promise<Response> {
	const member = findHomeApp(c.env, context);
	const app = member && c.env[member];
	if (!app) throw new Error(`no app serves ${context.shards.join(", ")} in ${context.location}, of tenant ${context.tenant}`);
	return app.fetch(request);
}

/** A tenant may move from one `app` to another: then the body is needed again. */
const hasSeveralApps = (env: Env) => findMembers(env, "APP").size > 1;

/** Longer bodies are files': an isolate has 128 MB (/workers/platform/limits/, 2026-09-05), and no file lies in a shard. */
const MAX_KEPT_BYTES = 1_048_576;

/** What can be sent a second time. */
function toSpare(c: GatewayContext, maxBytes: number): Request | null {
	const { raw } = c.req;
	if (raw.body === null) return raw;
	return maxBytes <= MAX_KEPT_BYTES && hasSeveralApps(c.env) ? raw.clone() : null;
}

interface Forwarded {
	readonly context: TenantContext;
	/** Reads the directory itself, and corrects this isolate's copy of it. */
	readonly refresh: () => Promise<TenantContext | null>;
	/** What the route takes. */
	readonly maxBytes: number;
}

/**
 * Sends a tenant's request to the `app` that binds its databases. One that says that the tenant has left for another `app` has
 * done nothing: the other one is asked.
 */
export async function forwardForTenant(c: GatewayContext, { context, refresh, maxBytes }: Forwarded): Promise<Response> {
	const spare = toSpare(c, maxBytes);
	const response = await ask(c, toForwarded(c, context), context);
	const moved = response.headers.get(MOVED_HEADER);
	if (moved === null) return response;
	const home = moved === "elsewhere" ? await refresh() : null;
	if (!home) {
		c.executionCtx.waitUntil(refresh());
		return response;
	}
	if (!spare || findHomeApp(c.env, home) === findHomeApp(c.env, context)) return response;
	await response.body?.cancel();
	return ask(c, toForwarded(c, home, spare), home);
}
