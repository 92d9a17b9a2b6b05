import { logError } from "../lib/log-error.ts";
import type { CachePurge } from "../lib/rpc.ts";
import { purgePastEvents } from "./events/purge-past-events.ts";
import type { Env } from "./manifest.ts";
import { TENANT_TAG, toCollectionTag, toTenantTags } from "./tenant-tags.ts";

export interface PurgeRequest {
	readonly env: Env;
	/** `ctx.exports`. */
	readonly exports: unknown;
	readonly requestId: string;
}

/**
 * Makes worthless what is cached of a tenant, or of one collection of its records: one write, however much that is. After a
 * move, a restore or any other change that went round the caches. Throws where the write fails.
 *
 * @returns the seconds after which nothing older is answered anywhere
 */
export async function purgeCaches(
	{ env, exports, requestId }: PurgeRequest,
	{ tenant, location, collection }: CachePurge,
): Promise<number> {
	const tags = toTenantTags(env, { tenant, location });
	await tags?.invalidate(collection === null ? TENANT_TAG : toCollectionTag(collection));
	if (collection === null) {
		await purgePastEvents(env, exports, { tenants: [tenant], requestId }).catch((error: unknown) =>
			logError("purge past events", error, { requestId, tenant }),
		);
	}
	const { tagMemorySeconds, recordCacheSeconds, pastEventsCacheSeconds, pastEventsDataCenterSeconds } = env.SETTINGS;
	return tags ? tagMemorySeconds : Math.max(recordCacheSeconds, pastEventsCacheSeconds, pastEventsDataCenterSeconds);
}
