import type { D1Database, KVNamespace } from "@cloudflare/workers-types";
import type { Bounds, MemoryCache } from "../memory-cache/memory-cache.ts";
import type { KeyEntry } from "./key-entry.ts";
import { readStoredKey, storeKey } from "./key-store.ts";
import { readKey } from "./read-key.ts";

export interface KeyDirectoryOptions {
	readonly memory: MemoryCache<KeyEntry>;
	/** Both are looked at only where they are asked. */
	readonly kv: Pick<KVNamespace, "getWithMetadata" | "put">;
	readonly database: Pick<D1Database, "prepare">;
	/** How long and how many entries are believed from memory. */
	readonly memoryBounds: Bounds;
	/** How long an entry stays in KV; 0 leaves KV out. */
	readonly kvSeconds: number;
	/** How long a data center may repeat what KV answered. */
	readonly kvCacheSeconds: number;
	/** Runs before a look-up that no cache could answer; it throws to refuse it. */
	readonly beforeDatabase: () => void;
	readonly waitUntil: (promise: Promise<unknown>) => void;
	/** A cache that fails costs time and no request. */
	readonly onCacheError: (error: unknown) => void;
}

export interface KeyDirectory {
	/** The key's entry, from the nearest layer that has it; null for an unknown key. */
	find(keyId: string): Promise<KeyEntry | null>;
	/** Reads the directory itself and corrects this isolate's copy. */
	refresh(keyId: string): Promise<KeyEntry | null>;
}

/**
 * Keys through isolate memory, KV and D1.
 *
 * A revoked key is refused at once where the isolate saw the revocation. Elsewhere it may still be believed for
 * `memoryBounds.seconds` plus the time in which KV shows the revoked entry (`kvCacheSeconds`, up to 60 s or longer, /kv/concepts/how-kv-works/,
 * 2026-09-17). `kvSeconds` more is the worst case: a look-up that read D1 before the revocation and wrote KV after it.
 *
 * Only open tenants are cached, so one that opens is seen at once; and no unknown key, which anyone could fill the caches with.
 */
export function makeKeyDirectory(options: KeyDirectoryOptions): KeyDirectory {
	const { memory, kvSeconds } = options;

	const remember = (keyId: string, entry: KeyEntry | null) => {
		if (entry?.state === "open") memory.set(keyId, entry, options.memoryBounds);
		else memory.delete(keyId);
		return entry;
	};
	const fromKv = (keyId: string) =>
		readStoredKey(options.kv, keyId, options.kvCacheSeconds).catch((error: unknown) => {
			options.onCacheError(error);
			return null;
		});
	const fromDatabase = async (keyId: string) => {
		options.beforeDatabase();
		const entry = await readKey(options.database, keyId);
		if (entry?.state === "open" && kvSeconds > 0)
			options.waitUntil(storeKey(options.kv, keyId, entry, kvSeconds).catch(options.onCacheError));
		return entry;
	};

	return {
		async find(keyId) {
			const held = memory.get(keyId);
			if (held) return held;
			const stored = kvSeconds > 0 ? await fromKv(keyId) : null;
			return remember(keyId, stored ?? (await fromDatabase(keyId)));
		},
		async refresh(keyId) {
			memory.delete(keyId);
			return remember(keyId, await readKey(options.database, keyId));
		},
	};
}
