import type { Cache } from "../../lib/cache/cache.ts";
import type { CachePolicy } from "../../lib/cache/cache-policy.ts";
import { parseEntityTags } from "../../lib/http/entity-tags.ts";
import { parseId } from "../../lib/http/parameters.ts";
import type { Conditions, RecordKey, StoredRecord } from "../../lib/records/record.ts";
import { parseTenantHeader, TENANT_HEADER } from "../../lib/tenant-context.ts";
import { type AppContext, toBookmarks, toRequestId } from "../app-env.ts";
import type { TenantRequest } from "../run-for-tenant.ts";
import { toCacheKey, toRecordCache, toRecordPolicy } from "./record-cache.ts";

export interface RecordRequest extends TenantRequest {
	readonly key: RecordKey;
	/** Null where the plan has no cache. */
	readonly cache: Cache<StoredRecord> | null;
	readonly cacheKey: string;
	readonly policy: CachePolicy;
}

export function parseRecordRequest(c: AppContext): RecordRequest {
	const key = { collection: parseId("collection", c.req.param("collection")), id: parseId("id", c.req.param("id")) };
	const context = parseTenantHeader(c.req.header(TENANT_HEADER));
	return {
		env: c.env,
		context,
		bookmarks: toBookmarks(c),
		requestId: toRequestId(c),
		key,
		cache: toRecordCache(c, context),
		cacheKey: toCacheKey(context.tenant, key),
		policy: toRecordPolicy(c.env.SETTINGS, key),
	};
}

export const parseConditions = (c: AppContext): Conditions => ({
	ifMatch: parseEntityTags("if-match", c.req.header("if-match"), "strong"),
	ifNoneMatch: parseEntityTags("if-none-match", c.req.header("if-none-match"), "weak"),
});
