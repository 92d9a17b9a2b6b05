import type { Fetcher } from "@cloudflare/workers-types";
import { findMembers } from "../lib/members/members.ts";
import type { Remote } from "../lib/rpc/rpc-result.ts";
import { toTenantData } from "../lib/rpc/tenant-data.ts";
import type { TenantData } from "../lib/rpc.ts";
import { findApp } from "../lib/shard-groups/find-app.ts";
import type { TenantContext } from "../lib/tenant-context.ts";
import type { Env } from "./manifest.ts";

/** Every `app` by its member of `APP`; what it logs bears the id of the cron's or the Workflow's run. */
export function findApps(env: Env, requestId: string): ReadonlyMap<string, TenantData> {
	const remotes = findMembers<"APP", Fetcher & Remote<TenantData>>(env, "APP");
	return new Map([...remotes].map(([member, remote]) => [member, toTenantData(remote, { requestId })]));
}

/** The `app` that binds a tenant's databases; null where none does. */
export const findHomeApp = (
	env: Env,
	{ location, shards }: Pick<TenantContext, "location" | "shards">,
	requestId: string,
): TenantData | null => findApp(findApps(env, requestId), { shard: shards[0] ?? "", location }, env.SETTINGS.shardsPerWorker);
