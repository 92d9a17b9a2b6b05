import type { Fetcher } from "@cloudflare/workers-types";
import * as z from "zod";
import { parseJsonText } from "../lib/http/parse-json-text.ts";
import { readBody } from "../lib/http/read-body.ts";
import { findMembers } from "../lib/members/members.ts";
import type { Remote } from "../lib/rpc/rpc-result.ts";
import { type TenantPlacements, toTenantPlacements } from "../lib/rpc/tenant-placements.ts";
import { readHome } from "../lib/shard-databases/read-home.ts";
import { MOVED_HEADER } from "../lib/tenant-context.ts";
import { findHomeApp, toForwarded } from "./forward.ts";
import type { GatewayContext } from "./gateway-env.ts";
import type { Env } from "./manifest.ts";

type App = Fetcher & Remote<TenantPlacements>;

/** Every `app`, in an order that stays. */
const toApps = (env: Env): readonly App[] => [...findMembers<"APP", App>(env, "APP").values()];

/** An `app` for what only the directory must answer: all of them bind it. */
export function toAnyApp(env: Env): Fetcher {
	const [first] = toApps(env);
	if (!first) throw new Error("the gateway binds no app");
	return first;
}

/** Far above what a tenant's creation needs. */
const MAX_BYTES = 16_384;

const newTenant = z.looseObject({ id: z.string() });

/** Where there is one `app` it creates the tenant; of several, see {@link createAmong}. */
export async function createTenant(c: GatewayContext): Promise<Response> {
	if (toApps(c.env).length === 1) return toAnyApp(c.env).fetch(toForwarded(c, null));
	const bytes = await readBody(c.req.raw.clone(), MAX_BYTES);
	const body = newTenant.safeParse(parseJsonText(bytes).value);
	// What is no tenant goes to any of them: each says what is wrong with it.
	return body.success ? createAmong(c, body.data.id) : toAnyApp(c.env).fetch(toForwarded(c, null));
}

/**
 * The `app` with databases of the tenant's own creates it, else any: it chooses from the whole pool, in one statement of the directory.
 * Where another one binds what it chose, that one completes what was begun. So there is a call for each `app` and two more,
 * of the 32 that a request has (/workers/runtime-apis/bindings/service-bindings/, 2026-09-17): the plan has so few `app`s.
 */
async function createAmong(c: GatewayContext, tenant: string): Promise<Response> {
	const apps = toApps(c.env);
	const call = { requestId: c.get("requestId") };
	const placements = await Promise.all(apps.map((app) => toTenantPlacements(app, call).readPlacement(tenant)));
	const chosen = apps[placements.findIndex(({ dedicated }) => dedicated)] ?? toAnyApp(c.env);
	const response = await chosen.fetch(toForwarded(c, null, c.req.raw.clone()));
	if (response.headers.get(MOVED_HEADER) === null) return response;
	const home = await readHome(c.env.DIRECTORY, tenant);
	const member = home && findHomeApp(c.env, home);
	const app = member && c.env[member];
	if (!app) throw new Error(`no app binds ${home?.shards.join(", ")} of the new tenant ${tenant}`);
	await response.body?.cancel();
	const completed = await app.fetch(toForwarded(c, null));
	const answer = new Response(completed.body, completed);
	answer.headers.delete(MOVED_HEADER);
	return answer;
}
