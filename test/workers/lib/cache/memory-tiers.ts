import { makeCacheApiTier } from "../../../../workers/lib/cache/cache-api-tier.ts";
import { makeCacheState } from "../../../../workers/lib/cache/cache-state.ts";
import type { CacheTier } from "../../../../workers/lib/cache/cache-tier.ts";
import { type KvTierOptions, makeKvTier } from "../../../../workers/lib/cache/kv-tier.ts";
import type { KvSchema } from "../../../../workers/lib/kv-layout/kv-schema.ts";
import { codec } from "./cache-world.ts";

export const mapKv = () => {
	const values = new Map<string, { readonly value: string; readonly metadata: unknown }>();
	return {
		values,
		getWithMetadata: async (key: string) => values.get(key) ?? { value: null, metadata: null },
		put: async (key: string, value: string, { metadata }: { metadata?: unknown } = {}) => void values.set(key, { value, metadata }),
		delete: async (key: string) => void values.delete(key),
	};
};

function mapCache(): Parameters<typeof makeCacheApiTier>[0]["cache"] {
	const texts = new Map<string, string>();
	return Object.assign(Object.create(null), {
		match: async (url: string) => {
			const text = texts.get(url);
			return text === undefined ? undefined : new Response(text);
		},
		put: async (url: string, response: Response) => void texts.set(url, await response.text()),
		delete: async (url: string) => texts.delete(url),
	});
}

export type KvLike = Parameters<typeof makeKvTier>[0]["kv"];

export const owner = { kind: "texts", tenant: "demo" };
export const schema: KvSchema<string> = { version: 1, parse: (value) => (typeof value === "string" ? value : null), migrations: {} };
export const common = { owner, schema, hotReadSeconds: 30 } as const;

export const kvTier = (kv: KvLike, more: Partial<KvTierOptions<string>> = {}) =>
	makeKvTier({ ...common, kv, state: makeCacheState<string>((text) => text.length, Date.now), microUsdPerMs: 1, now: Date.now, ...more });

export const kvLike = (kv: ReturnType<typeof mapKv>): KvLike => Object.assign(Object.create(null), kv);

/** Tiers of plain objects, by name. */
export const MEMORY_TIERS: Readonly<Record<string, () => CacheTier<string>>> = {
	"KV of plain objects": () => kvTier(kvLike(mapKv())),
	"Cache API of plain objects": () => makeCacheApiTier({ cache: mapCache(), codec, now: Date.now }),
};
