import type { KVNamespace } from "@cloudflare/workers-types";
import type { KvWriter } from "../kv-write/kv-writer-object.ts";
import { type KvOwner, toKvKey } from "./kv-key.ts";
import { type KvSchema, migrate } from "./kv-schema.ts";
import { listKeys } from "./list-keys.ts";

/** The shortest `expirationTtl` and `cacheTtl` that KV takes, in seconds (/kv/api/, 2026-09-17). */
const MIN_EXPIRATION = 60;
const MIN_CACHE = 30;

export type KvStoreEvent =
	| { readonly kind: "failed"; readonly operation: "get" | "put" | "remove"; readonly key: string; readonly error: unknown }
	/** A value of an older version was read as one of today's. */
	| { readonly kind: "migrated"; readonly key: string; readonly from: number }
	/** It is of a newer version, or of no version at all. */
	| { readonly kind: "unreadable"; readonly key: string };

export interface KvStoreOptions<V> {
	readonly kv: Pick<KVNamespace, "getWithMetadata" | "put" | "delete" | "list">;
	readonly owner: KvOwner;
	readonly schema: KvSchema<V>;
	/** Less than 60 means 60; null keeps a value for ever. */
	readonly ttlSeconds: number | null;
	/** How long a data center may repeat an answer of KV; less than 30 means 30. */
	readonly cacheSeconds: number;
	/** Takes the writes of keys that are written more than once a second, such as the objects of `toKvWriters`; absent, they go to KV at once. */
	readonly writerOf?: (name: string) => KvWriter;
	readonly waitUntil: (promise: Promise<unknown>) => void;
	readonly onEvent: (event: KvStoreEvent) => void;
}

export interface KvStore<V> {
	/** Null where there is none, or KV fails, which is told. */
	get(key: string): Promise<V | null>;
	/** From KV, else from the origin; the put of what the origin gave goes on behind the answer. */
	readThrough(key: string, load: () => Promise<V | null>): Promise<V | null>;
	/** To the origin, then to KV, both awaited. A failing KV is told, and the copy there ends by its age. */
	writeThrough(key: string, value: V, save: () => Promise<void>): Promise<void>;
	/** To the origin, awaited, and to KV behind the answer, in `waitUntil`: a put that nobody holds on to ends with the request. */
	writeBehind(key: string, value: V, save: () => Promise<void>): Promise<void>;
	remove(key: string): Promise<void>;
	list(): AsyncGenerator<string, void, undefined>;
}

async function putValue<V>({ kv, owner, schema, ttlSeconds, writerOf }: KvStoreOptions<V>, key: string, value: V): Promise<void> {
	const name = toKvKey(owner, key);
	const text = JSON.stringify(value);
	const { version } = schema;
	if (writerOf) return writerOf(name).write({ key: name, value: text, expirationTtl: ttlSeconds, version });
	const ttl = ttlSeconds === null ? {} : { expirationTtl: Math.max(ttlSeconds, MIN_EXPIRATION) };
	await kv.put(name, text, { ...ttl, metadata: { v: version } });
}

/** Values of one kind and tenant in KV: prefixed, versioned, and never the reason that a request fails. */
export function makeKvStore<V>(options: KvStoreOptions<V>): KvStore<V> {
	const { kv, owner, schema, onEvent, waitUntil } = options;
	const read = { type: "json", cacheTtl: Math.max(options.cacheSeconds, MIN_CACHE) } as const;
	const put = (key: string, value: V) => putValue(options, key, value);
	const guard = async <T>(operation: "get" | "put" | "remove", key: string, run: () => Promise<T>): Promise<T | null> => {
		try {
			return await run();
		} catch (error) {
			onEvent({ kind: "failed", operation, key, error });
			return null;
		}
	};
	const get = (key: string) =>
		guard("get", key, async () => {
			const found = await kv.getWithMetadata<unknown, unknown>(toKvKey(owner, key), read);
			return found.value === null ? null : migrate(schema, { key, value: found.value, metadata: found.metadata }, onEvent);
		});
	return {
		get,
		async readThrough(key, load) {
			const held = await get(key);
			if (held !== null) return held;
			const loaded = await load();
			if (loaded !== null) waitUntil(guard("put", key, () => put(key, loaded)));
			return loaded;
		},
		async writeThrough(key, value, save) {
			await save();
			await guard("put", key, () => put(key, value));
		},
		async writeBehind(key, value, save) {
			await save();
			waitUntil(guard("put", key, () => put(key, value)));
		},
		remove: async (key) => void (await guard("remove", key, () => kv.delete(toKvKey(owner, key)))),
		list: () => listKeys(kv, owner),
	};
}
