import type { Fetcher } from "@cloudflare/workers-types";
import { toKeyName } from "../lib/directory/key-store.ts";
import { findMembers } from "../lib/members/members.ts";
import { makeMoveDirectory } from "../lib/move/make-move-directory.ts";
import type { MoveDirectory } from "../lib/move/move-data.ts";
import type { Remote } from "../lib/rpc/rpc-result.ts";
import { type TenantMovers, toTenantMovers } from "../lib/rpc/tenant-movers.ts";
import { readHome } from "../lib/shard-databases/read-home.ts";
import { findHomeApp } from "./find-apps.ts";
import type { Env } from "./manifest.ts";

/** Every `app`'s movers, by its member of `MOVER`. */
export function findMovers(env: Env, requestId: string): ReadonlyMap<string, TenantMovers> {
	const remotes = findMembers<"MOVER", Fetcher & Remote<TenantMovers>>(env, "MOVER");
	return new Map([...remotes].map(([member, remote]) => [member, toTenantMovers(remote, { requestId })]));
}

/** The directory, and the caches that hold copies of it or of the tenant's data. */
export const toMoveDirectory = (env: Env, requestId: string): MoveDirectory =>
	makeMoveDirectory(env.DIRECTORY, (tenant) => announce(env, tenant, requestId));

const LIST_KEYS = "SELECT id FROM api_keys WHERE tenant = ?1 AND revoked_at IS NULL ORDER BY id LIMIT 500";

/** The next look-up of a key goes to the directory; of the tenant's data nothing older than the switch is answered from a cache. */
async function announce(env: Env, tenant: string, requestId: string): Promise<void> {
	const { results } = await env.DIRECTORY.prepare(LIST_KEYS).bind(tenant).run<{ readonly id: string }>();
	for (const { id } of results) await env.KEYS.delete(toKeyName(id));
	const home = await readHome(env.DIRECTORY, tenant);
	if (!home) return;
	await findHomeApp(env, home, requestId)?.purgeCaches({ tenant, location: home.location, collection: null });
}
