import type { KVNamespace } from "@cloudflare/workers-types";
import { type KvOwner, toKvKey } from "../kv-layout/kv-key.ts";
import { type KvSchema, migrate } from "../kv-layout/kv-schema.ts";
import type { KvWriter } from "../kv-write/kv-writer-object.ts";
import { type CacheEntry, parseEntry, toHoldSeconds } from "./cache-entry.ts";
import type { CacheState } from "./cache-state.ts";
import type { CacheTier } from "./cache-tier.ts";
import { PRICES } from "./tier-rule.ts";

/** The shortest `expirationTtl` and `cacheTtl` that KV takes, in seconds (/kv/api/, 2026-09-17). */
const MIN_EXPIRATION = 60;
const MIN_CACHE = 30;

export interface KvTierOptions<V> {
	readonly kv: Pick<KVNamespace, "getWithMetadata" | "put" | "delete">;
	/** What the keys begin with. */
	readonly owner: KvOwner;
	/** Of the values: an older one is migrated when it is read, a newer one is a miss. */
	readonly schema: KvSchema<V>;
	/** Takes what was written to the origin, of which a key may have more than KV takes; absent, it goes to KV itself. */
	readonly writerOf?: (name: string) => KvWriter;
	readonly state: Pick<CacheState<V>, "book" | "admission">;
	/** How long a data center may repeat an answer of KV; less than 30 means 30. */
	readonly hotReadSeconds: number;
	/** What a millisecond of a client's time is worth, in micro-USD; 0 counts the bill alone. */
	readonly microUsdPerMs: number;
	/** Milliseconds since 1970. */
	readonly now: () => number;
}

const COST = { readMicroUsd: PRICES.kvRead, writeMicroUsd: PRICES.kvWrite } as const;

/** KV, where the price list lets it: used for what is dear to make or far away, and of that for what is asked for again. */
export function makeKvTier<V>(options: KvTierOptions<V>): CacheTier<V> {
	const { kv, owner, schema, writerOf, state, microUsdPerMs, now } = options;
	const read = { type: "text", cacheTtl: Math.max(options.hotReadSeconds, MIN_CACHE) } as const;
	const metadata = { v: schema.version };
	const toTtl = (entry: CacheEntry<V>) => Math.max(toHoldSeconds(entry, now()), MIN_EXPIRATION);
	const put = async (key: string, entry: CacheEntry<V>) =>
		kv.put(toKvKey(owner, key), JSON.stringify(entry), { expirationTtl: toTtl(entry), metadata });
	// What isn't read is no fault of a request: it is a miss.
	const parse = (key: string, stored: unknown) => (value: unknown) => migrate(schema, { key, value, metadata: stored }, () => {});
	return {
		name: "kv",
		timeoutMs: 500,
		skips(operation, key) {
			if (!state.book.earns("kv", COST, microUsdPerMs)) return "price";
			return operation !== "put" || state.admission.admit(key) ? null : "first-miss";
		},
		async get(key) {
			const found = await kv.getWithMetadata<unknown>(toKvKey(owner, key), read);
			return { entry: found.value === null ? null : parseEntry(found.value, parse(key, found.metadata)), refreshing: false };
		},
		put,
		async write(key, entry) {
			const name = toKvKey(owner, key);
			if (!writerOf) return put(key, entry);
			await writerOf(name).write({ key: name, value: JSON.stringify(entry), expirationTtl: toTtl(entry), version: schema.version });
		},
		// Behind the writes that came before it, which would bring the value back.
		async remove(key) {
			const name = toKvKey(owner, key);
			if (!writerOf) return kv.delete(name);
			await writerOf(name).write({ key: name, value: null, expirationTtl: null, version: null });
		},
	};
}
