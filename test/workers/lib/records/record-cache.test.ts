import { env } from "cloudflare:workers";
import { expect, it } from "vitest";
import { makeRecordCache } from "../../../../workers/lib/records/record-cache.ts";

const record = { etag: '"a"', updatedAt: 7, data: '{"n" : 1}' };
const key = { collection: "orders", id: "1" };

function makeCache(kv: Pick<KVNamespace, "getWithMetadata" | "put" | "delete"> = env.RECORDS, seconds = 60, tenant = "demo") {
	const faults: string[] = [];
	const onError = (what: string) => void faults.push(what);
	return { cache: makeRecordCache({ kv, tenant, seconds, hotReadSeconds: 0, onError }), faults };
}

it("gives back a record as it was put, to its tenant alone, until it is removed", async () => {
	const { cache } = makeCache();
	await cache.put(key, record);
	expect(await cache.get(key)).toEqual(record);
	expect(await makeCache(env.RECORDS, 60, "other").cache.get(key)).toBeNull();
	await cache.remove(key);
	expect(await cache.get(key)).toBeNull();
});

it("keeps a record for as long as the plan says, and never shorter than KV can", async () => {
	const ttls: (number | undefined)[] = [];
	const kv = {
		...brokenKv(),
		put: async (_: string, __: unknown, options?: KVNamespacePutOptions) => void ttls.push(options?.expirationTtl),
	};
	for (const seconds of [1, 60, 300]) await makeCache(kv, seconds).cache.put(key, record);
	expect(ttls).toEqual([60, 60, 300]);
});

it("asks nothing of KV where the plan has no cache", async () => {
	const { cache, faults } = makeCache(brokenKv(), 0);
	await cache.put(key, record);
	expect([await cache.get(key), faults]).toEqual([null, []]);
});

it("is a miss and no failure when KV fails or holds what isn't a record", async () => {
	const { cache, faults } = makeCache(brokenKv());
	await cache.put(key, record);
	await cache.remove(key);
	expect(await cache.get(key)).toBeNull();
	expect(faults).toHaveLength(3);
	await env.RECORDS.put("demo/orders/2", "{}", { metadata: { version: 0 } });
	expect(await makeCache().cache.get({ collection: "orders", id: "2" })).toBeNull();
});

function brokenKv() {
	const fail = () => Promise.reject(new Error("429 Too Many Requests"));
	return { getWithMetadata: fail, put: fail, delete: fail };
}
