import { runDurableObjectAlarm } from "cloudflare:test";
import { env } from "cloudflare:workers";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { makeColdBundles, parseBundle } from "../../../../workers/lib/kv-layout/cold-bundle.ts";
import { makeHotKey } from "../../../../workers/lib/kv-layout/hot-key.ts";
import { fromKvKey, toKvKey, toPrefix } from "../../../../workers/lib/kv-layout/kv-key.ts";
import { type KvStoreEvent, type KvStoreOptions, makeKvStore } from "../../../../workers/lib/kv-layout/kv-store.ts";
import { toKvWriters } from "../../../../workers/lib/kv-write/kv-writer-object.ts";

type KvPart = KvStoreOptions<unknown>["kv"];
type Calls = Readonly<Record<string, unknown>>;

/** KV as plain objects; `list` gives pages of three, an empty one among them, as the real one may. */
function mapKv(calls: Calls = {}): KvPart {
	const held = new Map<string, { readonly value: string; readonly metadata: unknown }>();
	return Object.assign(Object.create(null), {
		getWithMetadata: async (key: string) => {
			const { value, metadata } = held.get(key) ?? { value: "null", metadata: null };
			return { value: JSON.parse(value), metadata };
		},
		put: async (key: string, value: string, { metadata }: { metadata?: unknown } = {}) => void held.set(key, { value, metadata }),
		delete: async (key: string) => void held.delete(key),
		list: async ({ prefix, cursor }: { prefix: string; cursor: string | null }) => {
			if (cursor === null) return { keys: [], list_complete: false, cursor: "0" };
			const names = [...held.keys()].filter((name) => name.startsWith(prefix)).sort();
			const end = Number(cursor) + 3;
			const keys = names.slice(Number(cursor), end).map((name) => ({ name }));
			return end >= names.length ? { keys, list_complete: true } : { keys, list_complete: false, cursor: String(end) };
		},
		...calls,
	});
}

const text = { version: 1, parse: (value: unknown) => z.string().safeParse(value).data ?? null, migrations: {} };

function makeStore(kv: KvPart, options: Partial<KvStoreOptions<string>> = {}) {
	const events: KvStoreEvent[] = [];
	const behind: Promise<unknown>[] = [];
	const store = makeKvStore<string>({
		kv,
		owner: { kind: "menu", tenant: "demo" },
		schema: text,
		ttlSeconds: 60,
		cacheSeconds: 0,
		waitUntil: (promise) => void behind.push(promise),
		onEvent: (event) => void events.push(event),
		...options,
	});
	return { store, events, behind };
}

describe("keys", () => {
	it("are never one for two owners, and come back as they were", () => {
		const part = fc.string({ minLength: 1, maxLength: 12, unit: "grapheme-ascii" });
		fc.assert(
			fc.property(part, part, part, part, part, part, (kind, tenant, key, kind2, tenant2, key2) => {
				const same = kind === kind2 && tenant === tenant2 && key === key2;
				expect(toKvKey({ kind, tenant }, key) === toKvKey({ kind: kind2, tenant: tenant2 }, key2)).toBe(same);
				expect(fromKvKey({ kind, tenant }, toKvKey({ kind, tenant }, key))).toBe(key);
				if (tenant !== tenant2) expect(toKvKey({ kind, tenant: tenant2 }, key2).startsWith(toPrefix({ kind, tenant }))).toBe(false);
			}),
		);
	});

	it("are refused above 512 bytes", () => {
		expect(() => toKvKey({ kind: "a", tenant: "b" }, "é".repeat(90))).toThrow("512 bytes");
	});
});

describe.for([
	["plain objects", () => mapKv()],
	["KV in workerd", () => env.RECORDS],
] as const)("a layout in %s", ([, makeKv]) => {
	it("gives each tenant its own values, and lists them to the end", async () => {
		const kv = makeKv();
		const [demo, other] = [makeStore(kv), makeStore(kv, { owner: { kind: "menu", tenant: "demo2" } })];
		const keys = Array.from({ length: 10 }, (_, i) => `dish/${i}`);
		for (const key of keys) await demo.store.writeThrough(key, key, async () => {});
		await other.store.writeThrough("dish/0", "other", async () => {});
		expect([await demo.store.get("dish/0"), await other.store.get("dish/0")]).toEqual(["dish/0", "other"]);
		expect(await Array.fromAsync(demo.store.list())).toEqual(keys);
		for (const key of keys) await demo.store.remove(key);
		expect(await Array.fromAsync(demo.store.list())).toEqual([]);
	});

	it("migrates on read what an older version wrote, and reads nothing of a newer one", async () => {
		const kv = makeKv();
		const owner = { kind: "menu", tenant: "versions" };
		const old = makeStore(kv, { owner });
		await old.store.writeThrough("dish", "soup", async () => {});
		const migrations = { 1: (value: unknown) => `${value}!`, 2: (value: unknown) => `${value}?` };
		const newer = makeStore(kv, { owner, schema: { ...text, version: 3, migrations } });
		expect([await newer.store.get("dish"), newer.events]).toEqual(["soup!?", [{ kind: "migrated", key: "dish", from: 1 }]]);
		await newer.store.writeThrough("dish", "stew", async () => {});
		expect([await old.store.get("dish"), old.events]).toEqual([null, [{ kind: "unreadable", key: "dish" }]]);
	});

	it("holds many cold keys in few values", async () => {
		const kv = makeKv();
		const owner = { kind: "cold", tenant: "demo" };
		const options = { kv, owner, ttlSeconds: null, cacheSeconds: 60, waitUntil: () => {}, onEvent: () => {} };
		const store = makeKvStore({ ...options, schema: { version: 1, parse: parseBundle, migrations: {} } });
		const bundles = makeColdBundles(store, 4);
		await bundles.replaceAll(new Map(Array.from({ length: 1_000 }, (_, i) => [`k${i}`, `v${i}`])));
		expect(await Array.fromAsync(store.list())).toHaveLength(4);
		expect([await bundles.get("k0"), await bundles.get("k999"), await bundles.get("absent"), await bundles.get("toString")]).toEqual([
			"v0",
			"v999",
			null,
			null,
		]);
		await expect(bundles.replaceAll(new Map([["large", "x".repeat(2_000_000)]]))).rejects.toThrow("use more bundles");
	});
});

describe("puts", () => {
	it("are never dropped: one that goes on behind the answer is held in waitUntil", async () => {
		const { store, behind } = makeStore(mapKv());
		expect(await store.readThrough("a", async () => "loaded")).toBe("loaded");
		await store.writeBehind("b", "behind", async () => {});
		expect(behind).toHaveLength(2);
		await Promise.all(behind);
		expect([await store.get("a"), await store.get("b")]).toEqual(["loaded", "behind"]);
	});

	it("come after the origin has the value, and not at all where it refuses", async () => {
		const { store } = makeStore(mapKv());
		const refuse = () => Promise.reject(new Error("refused"));
		await expect(store.writeThrough("a", "x", refuse)).rejects.toThrow("refused");
		await expect(store.writeBehind("a", "x", refuse)).rejects.toThrow("refused");
		expect(await store.get("a")).toBeNull();
	});

	it("fall through to the origin where KV fails, and that is told", async () => {
		const fail = () => Promise.reject(new Error("429 Too Many Requests"));
		const { store, events, behind } = makeStore(mapKv({ getWithMetadata: fail, put: fail, delete: fail }));
		expect(await store.readThrough("a", async () => "loaded")).toBe("loaded");
		await store.writeThrough("a", "x", async () => {});
		await store.remove("a");
		await Promise.all(behind);
		expect(events.map((event) => ("operation" in event ? event.operation : event.kind)).toSorted()).toEqual([
			"get",
			"put",
			"put",
			"remove",
		]);
	});

	it("keep KV's shortest times", async () => {
		const seen: unknown[] = [];
		const put = async (_: string, __: string, options: unknown) => void seen.push(options);
		await makeStore(mapKv({ put }), { ttlSeconds: 1 }).store.writeThrough("a", "x", async () => {});
		expect(seen).toEqual([{ expirationTtl: 60, metadata: { v: 1 } }]);
	});

	it("of a hot key go through its object, with the version", async () => {
		const { store } = makeStore(env.RECORDS, { owner: { kind: "hot", tenant: "demo" }, writerOf: toKvWriters(env.KV_WRITER, "records") });
		for (let i = 0; i < 20; i++) await store.writeThrough("a", `v${i}`, async () => {});
		await runDurableObjectAlarm(env.KV_WRITER.getByName(`records/${toKvKey({ kind: "hot", tenant: "demo" }, "a")}`));
		expect(await store.get("a")).toBe("v19");
	});
});

it("spreads a hot key's reads and writes over its copies, and reads on where a copy is missing", async () => {
	const written: string[] = [];
	const read: string[] = [];
	const values = new Map<string, string>();
	let draw = 0;
	const hot = makeHotKey({
		kv: {
			get: async (name) => {
				read.push(name);
				return values.get(name) ?? null;
			},
		},
		writerOf: (name) => ({
			write: async ({ value }) => {
				written.push(name);
				if (value !== null) values.set(name, value);
			},
		}),
		owner: { kind: "flags", tenant: "demo" },
		copies: 4,
		random: () => (draw = (draw + 0.25) % 1),
		ttlSeconds: null,
	});
	await hot.put("on", "1");
	expect(new Set(written).size).toBe(4);
	for (let i = 0; i < 8; i++) expect(await hot.get("on")).toBe("1");
	expect(new Set(read)).toEqual(new Set(written));
	for (const name of written.slice(1)) values.delete(name);
	for (let i = 0; i < 4; i++) expect(await hot.get("on")).toBe("1");
	expect(await hot.get("off")).toBeNull();
});
