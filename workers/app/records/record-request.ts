import { parseEntityTags } from "../../lib/http/entity-tags.ts";
import { parseId } from "../../lib/http/parameters.ts";
import { logError } from "../../lib/log-error.ts";
import type { Conditions, RecordKey } from "../../lib/records/record.ts";
import { makeRecordCache, NO_CACHE, type RecordCache } from "../../lib/records/record-cache.ts";
import { isJurisdiction } from "../../lib/shards.ts";
import { parseTenantHeader, TENANT_HEADER, type TenantContext } from "../../lib/tenant-context.ts";
import { type AppContext, toBookmarks, toRequestId } from "../app-env.ts";
import type { TenantRequest } from "../run-for-tenant.ts";

export interface RecordRequest extends TenantRequest {
	readonly key: RecordKey;
	readonly cache: RecordCache;
}

export function parseRecordRequest(c: AppContext): RecordRequest {
	const key = { collection: parseId("collection", c.req.param("collection")), id: parseId("id", c.req.param("id")) };
	const context = parseTenantHeader(c.req.header(TENANT_HEADER));
	return { env: c.env, context, bookmarks: toBookmarks(c), key, cache: toCache(c, context) };
}

/** KV is one for the whole world: what must stay in a jurisdiction never goes there. */
function toCache(c: AppContext, { tenant, location }: TenantContext): RecordCache {
	if (isJurisdiction(location)) return NO_CACHE;
	const { recordCacheSeconds: seconds, hotReadSeconds } = c.env.SETTINGS;
	const onError = (what: string, error: unknown) => logError(what, error, { requestId: toRequestId(c), tenant });
	return makeRecordCache({ kv: c.env.RECORDS, tenant, seconds, hotReadSeconds, onError });
}

export const parseConditions = (c: AppContext): Conditions => ({
	ifMatch: parseEntityTags("if-match", c.req.header("if-match"), "strong"),
	ifNoneMatch: parseEntityTags("if-none-match", c.req.header("if-none-match"), "weak"),
});
