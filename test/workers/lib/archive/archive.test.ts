import { env } from "cloudflare:workers";
import { gunzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseManifest } from "../../../../workers/lib/archive/archive-manifest.ts";
import { makeArchiveReader } from "../../../../workers/lib/archive/archive-reader.ts";
import type { ArchiveStore } from "../../../../workers/lib/archive/archive-store.ts";
import { makeArchiver } from "../../../../workers/lib/archive/make-archiver.ts";
import { streamEvents } from "../../../../workers/lib/archive/stream-events.ts";
import { type EventKey, newestFirst } from "../../../../workers/lib/events/event-key.ts";
import type { LayerQuery } from "../../../../workers/lib/events/read-shard-events.ts";
import type { EventRow } from "../../../../workers/lib/rpc.ts";
import { makeRow } from "../events/sample-events.ts";
import { KeptSteps } from "./kept-steps.ts";
import { LAYER, MemorySource } from "./memory-source.ts";
import { MemoryStore } from "./memory-store.ts";

const MIB = 1024 * 1024;
const START = Date.UTC(2026, 6, 1);
const SMALL = { partBytes: 2048, blockBytes: 512 };

/** Text that doesn't compress. */
const noise = (bytes: number) => crypto.getRandomValues(new Uint8Array(bytes)).toHex();
const makeEvents = (count: number, bytes = 40): EventRow[] =>
	Array.from({ length: count }, (_, i) =>
		makeRow(`e${i}`, {
			tenant: `t${i % 3}`,
			type: i % 5 === 0 ? "rare" : "t",
			time: START + i * 1000,
			event: JSON.stringify({ i, n: noise(bytes) }),
		}),
	);

const archive = (store: ArchiveStore, source: MemorySource, steps = new KeptSteps(), run = "20261121", sizes = SMALL) =>
	steps.play(() => makeArchiver({ source, store, steps, run, ...sizes }).archive(LAYER));

const query = { tenant: "t1", from: 0, end: { time: Date.UTC(9999, 0, 1), id: "" }, type: null, limit: 100, bytes: 1e6 };

async function walk(store: ArchiveStore, manifest: string, more: Partial<LayerQuery> = {}) {
	const found = [];
	for (let end: EventKey | null = query.end; end; ) {
		const page: Awaited<ReturnType<ReturnType<typeof makeArchiveReader>["readPage"]>> = await makeArchiveReader(store).readPage(manifest, {
			...query,
			...more,
			end,
		});
		found.push(...page.items);
		end = page.horizon;
	}
	return found;
}

const STORES = [
	{ name: "in memory", make: (): ArchiveStore => new MemoryStore(SMALL.partBytes), sizes: SMALL, rows: () => makeEvents(200) },
	// R2 takes no parts below 5 MiB.
	{
		name: "in R2",
		make: (): ArchiveStore => env.BUCKET,
		sizes: { partBytes: 5 * MIB, blockBytes: MIB / 2 },
		rows: () => makeEvents(240, 30_000),
	},
];

describe.for(STORES)("an archive $name", ({ make, sizes, rows: makeSome }) => {
	it("gives back every event byte for byte, in order, in pages of any size", async () => {
		const [store, rows] = [make(), makeSome()];
		const source = new MemorySource(rows, store);
		await archive(store, source, new KeptSteps(), "20261121", sizes);
		expect(source.isDropped).toBe(true);
		const expected = rows.filter(({ tenant }) => tenant === "t1").toSorted(newestFirst);
		for (const limit of [1, 7, 100])
			expect((await walk(store, source.manifest ?? "", { limit })).map(({ event }) => event)).toEqual(expected.map(({ event }) => event));
		const rare = await walk(store, source.manifest ?? "", { type: "rare", limit: 3, from: START + 20_000 });
		expect(rare.map(({ id }) => id)).toEqual(
			expected.filter(({ type, time }) => type === "rare" && time >= START + 20_000).map(({ id }) => id),
		);
	});

	it("is one valid gzip file of NDJSON, in equal parts, with count and SHA-256", async () => {
		const [store, rows] = [make(), makeSome()];
		const source = new MemorySource(rows, store);
		await archive(store, source, new KeptSteps(), "20261121", sizes);
		const manifest = parseManifest((await (await store.get(source.manifest ?? ""))?.text()) ?? "");
		const bytes = new Uint8Array((await (await store.get(manifest.object))?.arrayBuffer()) ?? []);
		expect(manifest.parts.length).toBeGreaterThan(1);
		for (const part of manifest.parts.slice(0, -1)) expect(part.bytes).toBe(sizes.partBytes);
		expect([bytes.length, manifest.events]).toEqual([manifest.bytes, rows.length]);
		expect(new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).toHex()).toBe(manifest.sha256);
		const lines = new TextDecoder().decode(gunzipSync(bytes)).trimEnd().split("\n");
		expect(lines.map((line) => JSON.parse(line))).toEqual(source.rows);
	});

	it("streams a tenant's events, and no other's", async () => {
		const [store, rows] = [make(), makeSome()];
		const source = new MemorySource(rows, store);
		await archive(store, source, new KeptSteps(), "20261121", sizes);
		const text = await new Response(streamEvents(store, source.manifest ?? "", { tenant: "t2", from: 0, to: START + 100_000 })).text();
		const expected = rows.filter(({ tenant, time }) => tenant === "t2" && time < START + 100_000);
		expect(text).toBe(expected.map(({ event }) => `${event}\n`).join(""));
	});

	it("knows which events it holds", async () => {
		const [store, rows] = [make(), makeSome()];
		const source = new MemorySource(rows, store);
		await archive(store, source, new KeptSteps(), "20261121", sizes);
		const [known, other] = [rows[17], makeRow("new", { tenant: "t1", time: START + 17_000 })];
		const held = await makeArchiveReader(store).findHeld(source.manifest ?? "", known ? [other, known] : []);
		expect([...held]).toEqual([known]);
	});
});

it("goes on behind the last kept step after a crash at any of them, and leaves one archive", async () => {
	const rows = makeEvents(120);
	const names = new KeptSteps();
	const first = new MemoryStore(SMALL.partBytes);
	await archive(first, new MemorySource(rows, first), names);
	expect(names.names.length).toBeGreaterThan(9);
	for (const name of names.names) {
		const store = new MemoryStore(SMALL.partBytes);
		const source = new MemorySource(rows, store);
		const steps = new KeptSteps();
		let crashes = 0;
		steps.crash = (step) => step === name && crashes++ < 2;
		const outcomes = [];
		for (let i = 0; i < 3; i++) outcomes.push(await archive(store, source, steps));
		expect([name, outcomes]).toEqual([name, ["crashed", "crashed", "ended"]]);
		expect([...store.objects.keys()].length).toBe(2);
		expect((await walk(store, source.manifest ?? "")).length).toBe(40);
	}
});

it("drops nothing while the store fails at any operation, and leaves nothing half made; the next day's run archives all", async () => {
	const rows = makeEvents(120);
	const operations: string[] = [];
	const counted = new MemoryStore(SMALL.partBytes);
	counted.before = (operation) => operations.push(operation);
	await archive(counted, new MemorySource(rows, counted));
	const beforeDrop = operations.lastIndexOf("put");
	for (let broken = 0; broken <= beforeDrop; broken++) {
		const store = new MemoryStore(SMALL.partBytes);
		const source = new MemorySource(rows, store);
		let operation = 0;
		store.before = (name) => {
			if (operation++ >= broken && name !== "delete") throw new Error("R2 is down");
		};
		await expect(archive(store, source)).rejects.toThrow("R2 is down");
		expect([source.isDropped, store.objects.size, store.uploads.size]).toEqual([false, 0, 0]);
		store.before = () => undefined;
		expect(await archive(store, source, new KeptSteps(), "20261122")).toBe("ended");
		expect([source.isDropped, (await walk(store, source.manifest ?? "")).length]).toEqual([true, 40]);
	}
});

it("outlives a store that fails now and then, by its steps' retries", async () => {
	await fc.assert(
		fc.asyncProperty(fc.infiniteStream(fc.nat(9)), async (dice) => {
			const store = new MemoryStore(SMALL.partBytes);
			const source = new MemorySource(makeEvents(60), store);
			store.before = () => {
				if (dice.next().value === 0) throw new Error("R2 is down");
			};
			await archive(store, source, new KeptSteps(40));
			store.before = () => undefined;
			expect((await walk(store, source.manifest ?? "")).length).toBe(20);
		}),
		{ numRuns: 10 },
	);
});

it("drops nothing when a single byte reads back otherwise than it was sent", async () => {
	const store = new MemoryStore(SMALL.partBytes);
	const source = new MemorySource(makeEvents(120), store);
	const steps = new KeptSteps();
	steps.crash = (name) => {
		for (const bytes of store.objects.values()) if (name === "complete") bytes[3000] = (bytes[3000] ?? 0) ^ 1;
		return false;
	};
	await expect(archive(store, source, steps)).rejects.toThrow("SHA-256");
	expect([source.isDropped, store.objects.size]).toEqual([false, 0]);
});

it("removes what an earlier run left behind once its own archive counts", async () => {
	const store = new MemoryStore(SMALL.partBytes);
	await store.put("events/pool-weur-0/events_2026_07/0-20261120.json", "{}");
	await archive(store, new MemorySource(makeEvents(60), store));
	expect([...store.objects.keys()].filter((key) => key.includes("20261120"))).toEqual([]);
});

it("needs no object for a layer without events", async () => {
	const store = new MemoryStore(SMALL.partBytes);
	const source = new MemorySource([], store);
	await archive(store, source);
	expect([source.isDropped, source.manifest, store.objects.size]).toEqual([true, null, 0]);
});
