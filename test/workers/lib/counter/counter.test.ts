import { evictDurableObject, runDurableObjectAlarm } from "cloudflare:test";
import { env } from "cloudflare:workers";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { toShardName } from "../../../../workers/lib/counter/counter-object.ts";
import { readSnapshot } from "../../../../workers/lib/counter/counter-snapshot.ts";
import { makeMemoryCounterStore } from "../../../../workers/lib/counter/counter-store.ts";
import { sumDays } from "../../../../workers/lib/counter/counts.ts";
import { makeCounterShard } from "../../../../workers/lib/counter/make-counter-shard.ts";
import { readCounter } from "../../../../workers/lib/counter/read-counter.ts";
import { markSeen, NONE_SEEN, type SeenBatches } from "../../../../workers/lib/counter/seen-batches.ts";
import { makeMemoryObjects, startIsolate, type ToObject } from "./counter-world.ts";

let worlds = 0;
function makeObjects(): ToObject {
	worlds += 1;
	const name = `counter-${worlds}`;
	return (shard) => {
		const object = env.COUNTER.getByName(toShardName(name, shard));
		return { add: (id, batch) => object.add({ ...id, name }, batch), read: () => object.read() };
	};
}

const ADAPTERS: Readonly<Record<string, () => ToObject>> = { "in memory": () => makeMemoryObjects(Date.now), "in workerd": makeObjects };
const total = async (toObject: ToObject) => sumDays(await readCounter(toObject));

describe.for(Object.entries(ADAPTERS))("a counter %s", ([, make]) => {
	it("is exact over many isolates, where a read, add and write on KV loses updates", async () => {
		const toObject = make();
		const isolates = ["a", "b", "c", "d"].map((id) => startIsolate(toObject, { shards: 4, id }));
		await env.KEYS.put("naive", "0");
		const naive = async () => env.KEYS.put("naive", String(Number(await env.KEYS.get("naive")) + 1));
		const naively: Promise<void>[] = [];
		for (let index = 0; index < 200; index += 1) {
			isolates[index % 4]?.counter.add({ requests: 1, bytesIn: index });
			naively.push(naive());
		}
		await Promise.all([...naively, ...isolates.map(({ finish }) => finish())]);
		expect(await total(toObject)).toEqual({ requests: 200, bytesIn: (200 * 199) / 2 });
		expect(Number(await env.KEYS.get("naive"))).toBeLessThan(200);
	});

	it("counts a batch once however often it comes, before and after others", async () => {
		const toObject = make();
		const id = { name: "acme", location: "weur", shard: 0 };
		const send = (sequence: number) => toObject(0).add(id, { writer: "w", sequence, days: { "2026-11-21": { requests: 1 } } });
		for (const sequence of [1, 3, 3, 2, 1, 2, 5, 4, 5]) await send(sequence);
		expect(await total(toObject)).toEqual({ requests: 5 });
	});

	it.for([
		[1, 4],
		[4, 1],
		[3, 5],
	])("loses nothing when its shards go from %i to %i", async ([before = 1, after = 1]) => {
		const toObject = make();
		for (const shards of [before, after]) {
			const isolates = ["a", "c", "e", "j", "m"].map((id) => startIsolate(toObject, { shards, id: `${shards}${id}` }));
			for (const { counter } of isolates) counter.add({ requests: 1 });
			for (const { finish } of isolates) await finish();
		}
		expect(await total(toObject)).toEqual({ requests: 10 });
	});

	it("sends again what an object perhaps counted, and counts it once", async () => {
		const toObject = make();
		let calls = 0;
		const flaky: ToObject = (shard) => ({
			...toObject(shard),
			async add(id, batch) {
				calls += 1;
				// Of the first four, every other is counted and its answer lost.
				if (calls % 2 === 0 || calls > 4) await toObject(shard).add(id, batch);
				if (calls <= 4) throw new Error("the connection was lost");
				return { day: "", ofDay: {}, ofMonth: {} };
			},
		});
		const { counter, errors, finish } = startIsolate(flaky, { shards: 1, id: "x" });
		counter.add({ requests: 3 });
		await finish();
		expect(errors).toEqual(["counter"]);
		counter.add({ requests: 4 });
		await finish();
		expect(await total(toObject)).toEqual({ requests: 7 });
	});
});

it("sends one batch for all requests of a window", async () => {
	const toObject = makeMemoryObjects(Date.now);
	let calls = 0;
	const counting: ToObject = (shard) => ({
		...toObject(shard),
		add(...values) {
			calls += 1;
			return toObject(shard).add(...values);
		},
	});
	const { counter, finish } = startIsolate(counting, { shards: 1, id: "x" });
	for (let index = 0; index < 1_000; index += 1) counter.add({ requests: 1 });
	await finish();
	expect([calls, await total(toObject)]).toEqual([1, { requests: 1_000 }]);
});

it("lets another request send where the one that was to has ended", async () => {
	let now = 1_000_000;
	const toObject = makeMemoryObjects(() => now);
	const { counter, finish } = startIsolate(toObject, { shards: 1, id: "x", now: () => now });
	counter.add({ requests: 1 });
	now += 60_000;
	counter.add({ requests: 1 });
	await finish();
	expect(await total(toObject)).toEqual({ requests: 2 });
});

it("knows each number once, in whatever order they come", () => {
	fc.assert(
		fc.property(fc.array(fc.integer({ min: 1, max: 60 })), (sequences) => {
			let seen: SeenBatches = NONE_SEEN;
			const counted = sequences.filter((sequence) => {
				const next = markSeen(seen, sequence);
				seen = next ?? seen;
				return next !== null;
			});
			expect(counted).toEqual([...new Set(sequences)]);
		}),
	);
	expect(markSeen(NONE_SEEN, 1e9)?.missing).toHaveLength(1_000);
});

it("puts old days together without losing their counts, and what was told late undoes nothing", () => {
	let now = Date.parse("2026-11-21T12:00:00Z");
	const shard = makeCounterShard(makeMemoryCounterStore(), () => now);
	const head = makeCounterShard(makeMemoryCounterStore(), () => now);
	shard.add({ writer: "w", sequence: 1, days: { "2026-10-01": { requests: 2 }, "2026-11-21": { requests: 1 } } });
	const early = shard.read().days;
	expect(shard.prune()).toBe(true);
	expect(shard.read().days).toEqual({ before: { requests: 2 }, "2026-11-21": { requests: 1 } });
	shard.add({ writer: "w", sequence: 2, days: { "2026-11-21": { requests: 1 } } });
	head.gather(1, shard.read().days);
	head.gather(1, early);
	expect(sumDays(head.merged())).toEqual({ requests: 4 });
	expect(head.sums("2026-11-21")).toEqual({ day: "2026-11-21", ofDay: { requests: 2 }, ofMonth: { requests: 2 } });
	now += 40 * 86_400_000;
	expect(shard.prune()).toBe(false);
});

describe("the object", () => {
	const id = (name: string, shard: number) => ({ name, location: "weur", shard });
	const batch = (writer: string, sequence = 1) => ({ writer, sequence, days: { "2026-11-21": { requests: 1 } } });

	it("keeps counts and known batches when it is evicted", async () => {
		const object = env.COUNTER.getByName("evicted");
		await object.add(id("evicted", 0), batch("w"));
		await evictDurableObject(object);
		await object.add(id("evicted", 0), batch("w"));
		expect((await object.read()).days).toEqual({ "2026-11-21": { requests: 1 } });
	});

	it("copies what all shards counted to KV, by the head's alarm", async () => {
		const shard = env.COUNTER.getByName(toShardName("copied", 1));
		const head = env.COUNTER.getByName("copied");
		await head.add(id("copied", 0), batch("w"));
		await shard.add(id("copied", 1), batch("w"));
		await shard.add(id("copied", 1), batch("w", 2));
		expect(await runDurableObjectAlarm(shard)).toBe(true);
		expect(await runDurableObjectAlarm(head)).toBe(true);
		expect(await readSnapshot(env.KEYS, "copied", 30)).toMatchObject({ days: { "2026-11-21": { requests: 3 } } });
		// Run twice, it says the same.
		await runDurableObjectAlarm(shard);
		expect(sumDays((await head.read()).shards["1"] ?? {})).toEqual({ requests: 2 });
	});

	it("keeps counts of a jurisdiction out of KV", async () => {
		const object = env.COUNTER.getByName("european");
		await object.add({ name: "european", location: "eu", shard: 0 }, batch("w"));
		await runDurableObjectAlarm(object);
		expect(await readSnapshot(env.KEYS, "european", 30)).toBeNull();
	});

	it("sets no alarm once only old days are left", async () => {
		const object = env.COUNTER.getByName("old");
		await object.add(id("old", 0), { writer: "w", sequence: 1, days: { "2020-01-01": { requests: 1 } } });
		expect(await runDurableObjectAlarm(object)).toBe(true);
		expect(await runDurableObjectAlarm(object)).toBe(false);
		expect((await object.read()).days).toEqual({ before: { requests: 1 } });
	});
});
