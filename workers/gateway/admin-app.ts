import type { Fetcher } from "@cloudflare/workers-types";
import * as z from "zod";
import { parseJsonText } from "../lib/http/parse-json-text.ts";
import { readBody } from "../lib/http/read-body.ts";
import { findMembers } from "../lib/members/members.ts";
import { ProblemError } from "../lib/problem.ts";
import type { Remote } from "../lib/rpc/rpc-result.ts";
import { type TenantPlacements, toTenantPlacements } from "../lib/rpc/tenant-placements.ts";
import type { GatewayContext } from "./gateway-env.ts";
import type { Env } from "./manifest.ts";

type Bound = Fetcher & Remote<TenantPlacements>;

interface App {
	readonly location: string;
	readonly fetcher: Bound;
}

/** Every `app`, in an order that stays. */
const toApps = (env: Env): readonly App[] =>
	[...findMembers<"APP", Bound>(env, "APP")].map(([member, fetcher]) => ({ location: member.toLowerCase(), fetcher }));

/** An `app` for what only the directory must answer: all of them bind it. */
export function toAnyApp(env: Env): Fetcher {
	const [first] = toApps(env);
	if (!first) throw new Error("the gateway binds no app");
	return first.fetcher;
}

/** Far above what a tenant's creation needs. */
const MAX_BYTES = 16_384;

const newTenant = z.looseObject({ id: z.string(), region: z.string().optional() });

async function readPlacement(c: GatewayContext, app: App, tenant: string) {
	const placements = toTenantPlacements(app.fetcher, { requestId: c.get("requestId") });
	return { app, ...(await placements.readPlacement(tenant)) };
}

/**
 * The `app` that binds a new tenant's databases: the one with databases of the tenant's own, else the one of the region
 * asked for, else the home region's. With one `app` for all there is nothing to choose. A request may invoke
 * 32 Workers through service bindings (/workers/platform/limits/, 2026-09-05); D1 has 8 locations and jurisdictions.
 */
export async function toAppForNewTenant(c: GatewayContext): Promise<Fetcher> {
	const apps = toApps(c.env);
	const [first, ...others] = apps;
	if (first && others.length === 0) return first.fetcher;
	const bytes = await readBody(c.req.raw.clone(), MAX_BYTES);
	const body = newTenant.safeParse(parseJsonText(bytes).value);
	// What is no tenant goes to any of them: each says what is wrong with it.
	if (!body.success) return toAnyApp(c.env);
	const { id, region } = body.data;
	const placements = await Promise.all(apps.map((app) => readPlacement(c, app, id)));
	const poolIn = (location: string) => placements.find(({ app, pool }) => pool && app.location === location);
	const anyPool = () => poolIn(c.env.SETTINGS.homeRegion) ?? placements.find(({ pool }) => pool);
	const chosen = placements.find(({ dedicated }) => dedicated) ?? (region === undefined ? anyPool() : poolIn(region));
	if (chosen) return chosen.app.fetcher;
	const regions = placements.flatMap(({ app, pool }) => (pool ? [app.location] : []));
	throw new ProblemError("bad-parameter", `region: has no pool; one of ${regions.join(", ")}`);
}
