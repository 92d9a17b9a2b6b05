import * as z from "zod";
import { type Cache, makeCache } from "../../lib/cache/cache.ts";
import { makeCacheApiTier } from "../../lib/cache/cache-api-tier.ts";
import type { CacheEvent } from "../../lib/cache/cache-event.ts";
import type { CacheOptions } from "../../lib/cache/cache-options.ts";
import { type CachePolicy, makePolicy } from "../../lib/cache/cache-policy.ts";
import { makeCacheState } from "../../lib/cache/cache-state.ts";
import type { CacheTier } from "../../lib/cache/cache-tier.ts";
import { makeEntryCodec } from "../../lib/cache/entry-codec.ts";
import { makeKvTier } from "../../lib/cache/kv-tier.ts";
import { toRegion } from "../../lib/cache/region.ts";
import { makeRegionalTier } from "../../lib/cache/regional-tier.ts";
import { sleep } from "../../lib/concurrency/sleep.ts";
import type { KvSchema } from "../../lib/kv-layout/kv-schema.ts";
import { toKvWriters } from "../../lib/kv-write/kv-writer-object.ts";
import { logError } from "../../lib/log-error.ts";
import { restrictObjects } from "../../lib/objects/restrict-objects.ts";
import type { RecordKey, StoredRecord } from "../../lib/records/record.ts";
import { isJurisdiction } from "../../lib/shards.ts";
import type { TenantContext } from "../../lib/tenant-context.ts";
import { type AppContext, toRequestId } from "../app-env.ts";
import { dataCenterCache } from "../data-center-cache.ts";
import type { AppSettings } from "../manifest.ts";
import { TENANT_TAG, toCollectionTag, toTenantTags } from "../tenant-tags.ts";

const schema = z.object({ etag: z.string(), updatedAt: z.number(), data: z.string() });
const parse = (value: unknown): StoredRecord | null => schema.safeParse(value).data ?? null;
const codec = makeEntryCodec(parse);

/** Of a record in KV: what changes its form raises the version and says how the one before becomes it. */
const RECORD_SCHEMA: KvSchema<StoredRecord> = { version: 1, parse, migrations: {} };

/** The isolate's copy of the records it saw last: plain values, bounded by `SETTINGS.recordMemoryBytes`. */
const state = makeCacheState<StoredRecord>(({ data, etag }) => (data.length + etag.length) * 2, Date.now);

const MAX_ENTRIES = 100_000;

/** A dollar for 100 ms less in each of a million reads. */
const MICRO_USD_PER_MS = 0.01;

/** Longer than a read of a database far away takes. */
const FLIGHT_MS = 2_000;

/** No id holds a slash, so no two keys are one; the tenant is part of every key. */
export const toCacheKey = (tenant: string, { collection, id }: RecordKey) => `${tenant}/${collection}/${id}`;

/**
 * Three quarters of the bound fresh, the rest refreshed behind the answer. That a record isn't there is believed for as long as memory
 * is, which hears of no write made elsewhere. While D1 fails, what is up to twice the bound old is better than nothing.
 */
export const toRecordPolicy = (
	{ recordCacheSeconds: bound, recordMemorySeconds, tagMemorySeconds }: AppSettings,
	{ collection }: RecordKey,
): CachePolicy =>
	makePolicy({
		tags: tagMemorySeconds > 0 ? [TENANT_TAG, toCollectionTag(collection)] : [],
		freshSeconds: bound * 0.75,
		staleSeconds: bound * 0.25,
		errorSeconds: bound,
		negativeSeconds: Math.min(bound, recordMemorySeconds),
	});

/**
 * A tenant's records through memory, the data center's cache and, where it earns its price, KV; null where the plan has no cache.
 *
 * A read may be stale by `recordCacheSeconds`, and where KV is used by the time in which KV shows a write elsewhere (up to 60 s or longer,
 * /kv/concepts/how-kv-works/, 2026-09-17). Who needs the newest sends the bookmark of an earlier answer, which goes past every cache.
 */
export function toRecordCache(c: AppContext, context: TenantContext): Cache<StoredRecord> | null {
	const { recordCacheSeconds, recordMemorySeconds, recordMemoryBytes } = c.env.SETTINGS;
	if (recordCacheSeconds === 0) return null;
	let tiers: readonly CacheTier<StoredRecord>[] | null = null;
	return makeCache<StoredRecord>({
		state,
		memoryBounds: { bytes: recordMemoryBytes, entries: MAX_ENTRIES },
		memorySeconds: recordMemorySeconds,
		// Most reads end in memory, and never look behind it.
		get tiers() {
			tiers ??= toTiers(c, context);
			return tiers;
		},
		...toGenerationsReader(c, context),
		now: Date.now,
		random: Math.random,
		sleep,
		waitUntil: (promise) => c.executionCtx.waitUntil(promise),
		onEvent: (event) => logFault(event, { requestId: toRequestId(c), tenant: context.tenant }),
	});
}

function toGenerationsReader({ env }: AppContext, context: TenantContext): Pick<CacheOptions<StoredRecord>, "readGenerations"> {
	const tags = toTenantTags(env, context);
	return tags ? { readGenerations: tags.read } : {};
}

/** What must stay in a jurisdiction is in memory and in its own region's object: KV is one for the whole world, and so are the data centers. */
function toTiers(c: AppContext, { tenant, location }: TenantContext): readonly CacheTier<StoredRecord>[] {
	const { hotReadSeconds, regionalCache } = c.env.SETTINGS;
	const behind = regionalCache ? [toRegionalTier(c, location)] : [];
	if (isJurisdiction(location)) return behind;
	const kvTier = makeKvTier({
		kv: c.env.RECORDS,
		owner: { kind: "records", tenant },
		schema: RECORD_SCHEMA,
		writerOf: toKvWriters(c.env.KV_WRITER, "records"),
		state,
		hotReadSeconds,
		microUsdPerMs: MICRO_USD_PER_MS,
		now: Date.now,
	});
	return [makeCacheApiTier({ cache: dataCenterCache(), codec, now: Date.now }), kvTier, ...behind];
}

function toRegionalTier({ env, req }: AppContext, location: string): CacheTier<StoredRecord> {
	const region = toRegion(req.raw.cf?.["continent"]);
	const object = restrictObjects(env.REGIONAL_CACHE, location).getByName(region, { locationHint: region });
	return makeRegionalTier({ object, codec, state, microUsdPerMs: MICRO_USD_PER_MS, flightMs: FLIGHT_MS });
}

function logFault(event: CacheEvent, fields: Readonly<Record<string, unknown>>): void {
	if ("error" in event) logError(`record cache: ${event.kind}`, event.error, { ...fields, key: event.key });
}
