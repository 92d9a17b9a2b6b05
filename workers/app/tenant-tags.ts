import { withDeadline } from "../lib/cache/with-deadline.ts";
import { sleep } from "../lib/concurrency/sleep.ts";
import { type CacheTagsObject, type Generations, makeGenerations } from "../lib/invalidation/generations.ts";
import { makeMemoryCache } from "../lib/memory-cache/memory-cache.ts";
import { restrictObjects } from "../lib/objects/restrict-objects.ts";
import type { TenantContext } from "../lib/tenant-context.ts";
import type { Env } from "./manifest.ts";

/** Borne by all that is cached of a tenant. */
export const TENANT_TAG = "tenant";

/** Borne by the records of a collection. */
export const toCollectionTag = (collection: string): string => `collection/${collection}`;

/** A read that nothing answers would hold up that of a record. */
const READ_MS = 500;

/** What the isolate believes of generations: plain numbers, each for `SETTINGS.tagMemorySeconds`. */
const memory = makeMemoryCache<number>(Date.now);

/** A tenant's tags; null where the plan has none, and what is purged ends by its age. */
export function toTenantTags(
	env: Pick<Env, "CACHE_TAGS" | "SETTINGS">,
	{ tenant, location }: Pick<TenantContext, "tenant" | "location">,
): Generations | null {
	const { SETTINGS } = env;
	if (SETTINGS.tagMemorySeconds === 0) return null;
	const toObject = () => restrictObjects(env.CACHE_TAGS, location).getByName(tenant);
	const tags: CacheTagsObject = {
		read: (names) => withDeadline(toObject().read(names), READ_MS, sleep),
		raise: (tag) => toObject().raise(tag),
	};
	return makeGenerations({ tags, memory, owner: tenant, seconds: SETTINGS.tagMemorySeconds });
}
