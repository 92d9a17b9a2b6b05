import { env } from "cloudflare:workers";
import { beforeAll, beforeEach, expect, it } from "vitest";
import { type KeyDirectoryOptions, makeKeyDirectory } from "../../../../workers/lib/directory/key-directory.ts";
import type { KeyEntry } from "../../../../workers/lib/directory/key-entry.ts";
import { readStoredKey, storeKey } from "../../../../workers/lib/directory/key-store.ts";
import { KEY_QUERY, readKey } from "../../../../workers/lib/directory/read-key.ts";
import { toKvKey } from "../../../../workers/lib/kv-layout/kv-key.ts";
import { makeMemoryCache } from "../../../../workers/lib/memory-cache/memory-cache.ts";
import { applyMigrations } from "../../apply-migrations.ts";

const ENTRY: KeyEntry = {
	hash: "h1",
	revoked: false,
	tenant: "acme",
	plan: "standard",
	location: "eu",
	shards: ["tenant-acme-0", "tenant-acme-1", "tenant-acme-2"],
	epoch: 3,
	state: "open",
};

const NAME = toKvKey({ kind: "keys", tenant: "" }, "k1");

beforeAll(() => applyMigrations(env.DIRECTORY, "directory"));

/** What the tests before left to finish: it must not write into the next one. */
const unfinished: Promise<unknown>[] = [];

beforeEach(async () => {
	await Promise.all(unfinished.splice(0));
	await env.KEYS.delete(NAME);
	await env.DIRECTORY.batch(
		[
			"DELETE FROM api_keys",
			"DELETE FROM tenant_shards",
			"DELETE FROM tenants",
			"INSERT INTO tenants VALUES ('acme', 'standard', 'eu', 'open', 3, 0), ('other', 'standard', 'weur', 'open', 1, 0)",
			"INSERT INTO tenant_shards VALUES ('acme', 2, 'tenant-acme-2'), ('acme', 0, 'tenant-acme-0'), ('acme', 1, 'tenant-acme-1'), ('other', 0, 'pool-weur-0')",
			"INSERT INTO api_keys VALUES ('k1', 'acme', 'h1', 0, NULL), ('k2', 'other', 'h2', 0, NULL)",
		].map((sql) => env.DIRECTORY.prepare(sql)),
	);
});

/** A directory over the real bindings that counts what reaches D1 and keeps what it was told of faults. */
function start(options: Partial<KeyDirectoryOptions> = {}) {
	const clock = { now: 0 };
	const log = { databaseReads: 0, faults: 0, pending: [] as Promise<unknown>[] };
	const directory = makeKeyDirectory({
		memory: makeMemoryCache(() => clock.now),
		kv: env.KEYS,
		database: env.DIRECTORY,
		memoryBounds: { seconds: 30, capacity: 10 },
		kvSeconds: 300,
		kvCacheSeconds: 30,
		beforeDatabase: () => {
			log.databaseReads += 1;
		},
		waitUntil: (promise) => {
			log.pending.push(promise);
			unfinished.push(promise);
		},
		onCacheError: () => {
			log.faults += 1;
		},
		...options,
	});
	return { directory, clock, log };
}

const setState = (state: string) => env.DIRECTORY.prepare("UPDATE tenants SET state = ? WHERE id = 'acme'").bind(state).run();
const revoke = () => env.DIRECTORY.prepare("UPDATE api_keys SET revoked_at = 1 WHERE id = 'k1'").run();

it("reads a key with its tenant and shards in order of position", async () => {
	expect(await readKey(env.DIRECTORY, "k1")).toEqual(ENTRY);
	expect(await readKey(env.DIRECTORY, "k9")).toBeNull();
});

it("reads a key by indexes alone", async () => {
	const { results } = await env.DIRECTORY.prepare(`EXPLAIN QUERY PLAN ${KEY_QUERY}`).bind("k1").all<{ detail: string }>();
	const steps = results.map(({ detail }) => detail);
	expect(steps).toHaveLength(3);
	for (const step of steps) expect(step).toMatch(/^SEARCH \w+ USING PRIMARY KEY/);
});

it("answers from memory, then from KV, then from D1", async () => {
	const { directory, clock, log } = start();
	expect(await directory.find("k1")).toEqual(ENTRY);
	expect(await directory.find("k1")).toEqual(ENTRY);
	expect(log.databaseReads).toBe(1);
	await Promise.all(log.pending);
	await env.DIRECTORY.prepare("DELETE FROM api_keys").run();
	clock.now += 30_000;
	expect(await directory.find("k1")).toEqual(ENTRY);
	expect(await start({ kvSeconds: 0 }).directory.find("k1")).toBeNull();
});

it("asks D1 where KV fails to read or to write, and says so", async () => {
	const down = () => Promise.reject(new Error("KV is down"));
	const { directory, log } = start({ kv: Object.assign(Object.create(null), { getWithMetadata: down, put: down }) });
	expect(await directory.find("k1")).toEqual(ENTRY);
	await Promise.all(log.pending);
	expect(log.faults).toBe(2);
});

it("reads past a value in KV that it can't understand", async () => {
	await env.KEYS.put(NAME, JSON.stringify({ version: 0 }), { metadata: { v: 1 } });
	expect(await start().directory.find("k1")).toEqual(ENTRY);
});

it("writes no unknown key to KV", async () => {
	const { directory, log } = start();
	expect(await directory.find("k9")).toBeNull();
	expect(await directory.find("k9")).toBeNull();
	expect([log.databaseReads, log.pending.length]).toEqual([2, 0]);
});

it.for(["opening", "closed"])("caches no tenant that is %s", async (state) => {
	const { directory, log } = start();
	await setState(state);
	expect(await directory.find("k1")).toEqual({ ...ENTRY, state });
	expect(log.pending).toEqual([]);
	await setState("open");
	expect(await directory.find("k1")).toEqual(ENTRY);
});

it("believes a revoked key no longer than memory and KV do", async () => {
	const { directory, clock, log } = start();
	await directory.find("k1");
	await Promise.all(log.pending);
	await revoke();
	await storeKey(env.KEYS, "k1", { ...ENTRY, revoked: true }, 300);
	expect((await directory.find("k1"))?.revoked).toBe(false);
	clock.now += 30_000;
	expect((await directory.find("k1"))?.revoked).toBe(true);
});

it("knows of a revocation at once where it is refreshed, whatever KV holds", async () => {
	const { directory, log } = start();
	await directory.find("k1");
	await Promise.all(log.pending);
	await revoke();
	await directory.refresh("k1");
	expect((await readStoredKey(env.KEYS, "k1", 30))?.revoked).toBe(false);
	expect((await directory.find("k1"))?.revoked).toBe(true);
});

it("refuses a look-up in D1 where it is told to", async () => {
	const { directory } = start({
		beforeDatabase: () => {
			throw new Error("refused");
		},
	});
	await expect(directory.find("k1")).rejects.toThrow("refused");
});
