import type { KVNamespace } from "@cloudflare/workers-types";
import { toKvKey } from "../kv-layout/kv-key.ts";
import { type KvSchema, migrate } from "../kv-layout/kv-schema.ts";
import type { KvWriter } from "../kv-write/kv-writer-object.ts";
import { type KeyEntry, parseKeyEntry } from "./key-entry.ts";

/** The shortest `expirationTtl` and `cacheTtl` that KV takes, in seconds (/kv/api/, 2026-09-17). */
const MIN_EXPIRATION = 60;
const MIN_CACHE = 30;

/** A change of the entry's form raises the version and says how the one before becomes it. */
const SCHEMA: KvSchema<KeyEntry> = { version: 1, parse: parseKeyEntry, migrations: {} };

/** Whose key it is, the entry says. */
export const toKeyName = (keyId: string): string => toKvKey({ kind: "keys", tenant: "" }, keyId);

/** The key's entry in KV; null where KV has none that can be read. The data center may repeat its last answer, also a miss, for `cacheSeconds`. */
export async function readStoredKey(
	kv: Pick<KVNamespace, "getWithMetadata">,
	keyId: string,
	cacheSeconds: number,
): Promise<KeyEntry | null> {
	const read = { type: "json", cacheTtl: Math.max(cacheSeconds, MIN_CACHE) } as const;
	const { value, metadata } = await kv.getWithMetadata<unknown, unknown>(toKeyName(keyId), read);
	return value === null ? null : migrate(SCHEMA, { key: keyId, value, metadata }, () => {});
}

export async function storeKey(kv: Pick<KVNamespace, "put">, keyId: string, entry: KeyEntry, seconds: number): Promise<void> {
	const expirationTtl = Math.max(seconds, MIN_EXPIRATION);
	await kv.put(toKeyName(keyId), JSON.stringify(entry), { expirationTtl, metadata: { v: SCHEMA.version } });
}

/** As {@link storeKey}, by the key's own object: once that has it, it comes to KV however long that is down. */
export async function announceKey(writerOf: (name: string) => KvWriter, keyId: string, entry: KeyEntry, seconds: number): Promise<void> {
	const key = toKeyName(keyId);
	await writerOf(key).write({ key, value: JSON.stringify(entry), expirationTtl: seconds, version: SCHEMA.version });
}
