import { type CacheEntry, cachified } from "@epic-web/cachified";
import { createStorage } from "unstorage";
import cloudflareKv from "unstorage/drivers/cloudflare-kv-binding";
import { makeCache } from "../../../workers/lib/cache/cache.ts";
import { makeCacheApiTier } from "../../../workers/lib/cache/cache-api-tier.ts";
import { makePolicy } from "../../../workers/lib/cache/cache-policy.ts";
import { makeCacheState } from "../../../workers/lib/cache/cache-state.ts";
import { makeEntryCodec } from "../../../workers/lib/cache/entry-codec.ts";
import { makeKvTier } from "../../../workers/lib/cache/kv-tier.ts";
import { type Document, type Origin, parseDocument } from "./origin.ts";

export interface Parts {
	readonly kv: KVNamespace;
	readonly cache: Cache;
	readonly origin: Origin;
	readonly now: () => number;
	readonly random: () => number;
	readonly waitUntil: (promise: Promise<unknown>) => void;
	/** How old an answer may be. */
	readonly boundSeconds: number;
	/** The isolates that requests spread over: what one remembers, another doesn't know. */
	readonly isolates: number;
}

/** Answers a key. */
export type Contender = (key: string) => Promise<Document>;

const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

function makeOurs({ kv, cache, origin, now, random, waitUntil, boundSeconds, isolates }: Parts): Contender {
	const codec = makeEntryCodec(parseDocument);
	const policy = makePolicy({ freshSeconds: boundSeconds, jitter: 0 });
	const caches = Array.from({ length: isolates }, () => {
		const state = makeCacheState<Document>(({ body }) => body.length * 2, now);
		const tiers = [
			makeCacheApiTier({ cache, codec, now }),
			makeKvTier({
				kv,
				owner: { kind: "documents", tenant: "" },
				schema: { version: 1, parse: parseDocument, migrations: {} },
				state,
				hotReadSeconds: 30,
				microUsdPerMs: 0.01,
				now,
			}),
		];
		const memoryBounds = { bytes: 16_000_000, entries: 100_000 };
		return makeCache({ state, tiers, memoryBounds, memorySeconds: 10, now, random, sleep, waitUntil, onEvent: () => {} });
	});
	return async (key) => {
		const isolate = caches[Math.floor(random() * isolates)];
		const found = await isolate?.cached(key, async () => ({ value: await origin.load(key), rows: 1 }), policy);
		if (!found) throw new Error(`nothing for ${key}`);
		return found;
	};
}

/** As it is published everywhere: read KV, else load and put. */
const makePlain =
	({ kv, origin, boundSeconds }: Parts): Contender =>
	async (key) => {
		const held = await kv.get(key);
		if (held !== null) return parseDocument(JSON.parse(held)) ?? origin.load(key);
		const document = await origin.load(key);
		await kv.put(key, JSON.stringify(document), { expirationTtl: boundSeconds });
		return document;
	};

function makeCachified({ kv, origin, boundSeconds }: Parts): Contender {
	const cache = {
		get: async (key: string): Promise<CacheEntry<Document> | null> => JSON.parse((await kv.get(key)) ?? "null"),
		set: (key: string, entry: CacheEntry<Document>) => kv.put(key, JSON.stringify(entry), { expirationTtl: boundSeconds }),
		delete: (key: string) => kv.delete(key),
	};
	return (key) => cachified({ key, cache, ttl: boundSeconds * 1000, getFreshValue: () => origin.load(key) });
}

function makeUnstorage({ kv, origin, boundSeconds }: Parts): Contender {
	const storage = createStorage<Document>({ driver: cloudflareKv({ binding: kv }) });
	return async (key) => {
		const held = await storage.getItem(key);
		if (held !== null) return held;
		const document = await origin.load(key);
		await storage.setItem(key, document, { ttl: boundSeconds });
		return document;
	};
}

export const CONTENDERS = {
	ours: makeOurs,
	plain: makePlain,
	cachified: makeCachified,
	unstorage: makeUnstorage,
} as const satisfies Readonly<Record<string, (parts: Parts) => Contender>>;
