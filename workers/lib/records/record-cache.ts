import type { KVNamespace } from "@cloudflare/workers-types";
import * as z from "zod";
import type { RecordKey, StoredRecord } from "./record.ts";

/** The shortest `expirationTtl` and `cacheTtl` that KV takes, in seconds (/kv/api/, 2026-09-17). */
const MIN_EXPIRATION = 60;
const MIN_CACHE = 30;

const metadataSchema = z.object({ etag: z.string(), updatedAt: z.number() });

export interface RecordCacheOptions {
	readonly kv: Pick<KVNamespace, "getWithMetadata" | "put" | "delete">;
	readonly tenant: string;
	/** How long a record may be served; 0 leaves the cache out, less than 60 means 60. */
	readonly seconds: number;
	/** How long a data center may repeat an answer of KV; less than 30 means 30. */
	readonly hotReadSeconds: number;
	/** A cache that fails costs time and no request. */
	readonly onError: (what: string, error: unknown) => void;
}

export interface RecordCache {
	get(key: RecordKey): Promise<StoredRecord | null>;
	put(key: RecordKey, record: StoredRecord): Promise<void>;
	remove(key: RecordKey): Promise<void>;
}

/** In front of nothing: for tenants whose data may not leave their jurisdiction, and where the plan has no cache. */
export const NO_CACHE: RecordCache = { get: async () => null, put: async () => {}, remove: async () => {} };

/**
 * A tenant's records in KV, written through.
 *
 * A read may be stale, at most by `seconds` plus what KV needs to show a write elsewhere (up to 60 s or longer,
 * /kv/concepts/how-kv-works/, 2026-09-17): two writes at once may reach KV in the other order than D1; a read that missed
 * may put back what a write has just replaced; and KV refuses a second write to a key within a second. Who needs the
 * newest sends the bookmark of an earlier answer, which goes past this cache.
 */
export function makeRecordCache({ kv, tenant, seconds, hotReadSeconds, onError }: RecordCacheOptions): RecordCache {
	if (seconds === 0) return NO_CACHE;
	const expirationTtl = Math.max(seconds, MIN_EXPIRATION);
	const cacheTtl = Math.max(hotReadSeconds, MIN_CACHE);
	// No id holds a slash, so no two keys are one.
	const toName = ({ collection, id }: RecordKey) => `${tenant}/${collection}/${id}`;
	const guard = async <T>(what: string, run: () => Promise<T>): Promise<T | null> => {
		try {
			return await run();
		} catch (error) {
			onError(what, error);
			return null;
		}
	};
	return {
		get: (key) =>
			guard("record cache: get", async () => {
				const { value, metadata } = await kv.getWithMetadata(toName(key), { type: "text", cacheTtl });
				const parsed = metadataSchema.safeParse(metadata);
				return value !== null && parsed.success ? { ...parsed.data, data: value } : null;
			}),
		put: async (key, { data, ...metadata }) => {
			await guard("record cache: put", () => kv.put(toName(key), data, { expirationTtl, metadata }));
		},
		remove: async (key) => {
			await guard("record cache: remove", () => kv.delete(toName(key)));
		},
	};
}
