import fc from "fast-check";
import { expect, it } from "vitest";
import { defineWorker, kv, queues, secret, service, shards } from "../../../../workers/lib/manifest.ts";
import { BILLED, type BilledCounts, NOTHING_BILLED } from "../../../../workers/lib/meter/billed-counts.ts";
import { parseBilledHeader, toBilledHeader } from "../../../../workers/lib/meter/billed-header.ts";
import { makeMeter } from "../../../../workers/lib/meter/make-meter.ts";
import { makeMemoryD1, makeMemoryKv, makeMemoryQueue } from "./memory-bindings.ts";

const { bindings } = defineWorker({
	name: "metered",
	bindings: { CACHE: kv("cache"), SHARD: shards(), EVENTS: queues("events"), TOKEN: secret("token"), OTHER: service("other") },
});

it("meters each binding by the manifest's word for it, family members too, and lets the rest be", async () => {
	const meter = makeMeter();
	const other = { fetch: async () => "answer" };
	const plain = { CACHE: makeMemoryKv(), SHARD__POOL__WEUR__0: makeMemoryD1(), EVENTS__0: makeMemoryQueue(), TOKEN: "t", OTHER: other };
	const env = meter.env(plain, bindings);
	await env.CACHE.get("a");
	await env.SHARD__POOL__WEUR__0.prepare("SELECT 1").all();
	await env.EVENTS__0.send("a");
	expect([env.TOKEN, env.OTHER, Object.keys(env)]).toEqual(["t", other, Object.keys(plain)]);
	expect(meter.counts()).toEqual({ ...NOTHING_BILLED, kvReads: 1, d1Statements: 1, queueOperations: 1 });
	expect(env.CACHE).toBe(env.CACHE);
});

const anyCounts = fc.record(Object.fromEntries(BILLED.map((name) => [name, fc.nat({ max: 1_000_000_000 })])));
const isCounts = (counts: Partial<BilledCounts>): counts is BilledCounts => BILLED.every((name) => counts[name] !== undefined);

it("hands counts from Worker to Worker whole", () => {
	fc.assert(
		fc.property(anyCounts, (counts) => {
			expect(isCounts(counts) && parseBilledHeader(toBilledHeader(counts))).toEqual(counts);
		}),
	);
});

it("counts nothing for a header that isn't ours", () => {
	const headers = fc.oneof(
		fc.constant(null),
		fc.string(),
		fc.constantFrom("kvReads=-1", "kvReads=1e9", "kvReads", "other=4", "kvReads=9999999999999999"),
	);
	fc.assert(
		fc.property(headers, (header) => {
			expect(Object.values(parseBilledHeader(header)).every((count) => count === 0)).toBe(true);
		}),
	);
});
