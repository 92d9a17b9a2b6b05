import type { KVNamespace } from "@cloudflare/workers-types";
import { type KeyEntry, parseKeyEntry } from "./key-entry.ts";

/** The shortest `expirationTtl` and `cacheTtl` that KV takes, in seconds (/kv/api/, 2026-09-17). */
const MIN_EXPIRATION = 60;
const MIN_CACHE = 30;

const toName = (keyId: string) => `key:${keyId}`;

/** The key's entry in KV; null where KV has none. The data center may repeat its last answer, also a miss, for `cacheSeconds`. */
export async function readStoredKey(kv: Pick<KVNamespace, "get">, keyId: string, cacheSeconds: number): Promise<KeyEntry | null> {
	return parseKeyEntry(await kv.get(toName(keyId), { type: "json", cacheTtl: Math.max(cacheSeconds, MIN_CACHE) }));
}

export async function storeKey(kv: Pick<KVNamespace, "put">, keyId: string, entry: KeyEntry, seconds: number): Promise<void> {
	await kv.put(toName(keyId), JSON.stringify(entry), { expirationTtl: Math.max(seconds, MIN_EXPIRATION) });
}
