import type { KVNamespace } from "@cloudflare/workers-types";
import { toHoldSeconds } from "./cache-entry.ts";
import type { CacheState } from "./cache-state.ts";
import type { CacheTier } from "./cache-tier.ts";
import type { EntryCodec } from "./entry-codec.ts";
import { PRICES } from "./tier-rule.ts";

/** The shortest `expirationTtl` and `cacheTtl` that KV takes, in seconds (/kv/api/, 2026-09-17). */
const MIN_EXPIRATION = 60;
const MIN_CACHE = 30;

export interface KvTierOptions<V> {
	readonly kv: Pick<KVNamespace, "get" | "put" | "delete">;
	readonly codec: EntryCodec<V>;
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
export function makeKvTier<V>({ kv, codec, state, hotReadSeconds, microUsdPerMs, now }: KvTierOptions<V>): CacheTier<V> {
	const cacheTtl = Math.max(hotReadSeconds, MIN_CACHE);
	return {
		name: "kv",
		timeoutMs: 500,
		skips(operation, key) {
			if (!state.book.earns("kv", COST, microUsdPerMs)) return "price";
			return operation !== "put" || state.admission.admit(key) ? null : "first-miss";
		},
		get: async (key) => ({ entry: codec.parseText(await kv.get(key, { type: "text", cacheTtl })), refreshing: false }),
		async put(key, entry) {
			const expirationTtl = Math.max(toHoldSeconds(entry, now()), MIN_EXPIRATION);
			await kv.put(key, codec.toText(entry), { expirationTtl });
		},
		remove: (key) => kv.delete(key),
	};
}
