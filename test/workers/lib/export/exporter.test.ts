import { env } from "cloudflare:workers";
import { gunzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ArchiveStore } from "../../../../workers/lib/archive/archive-store.ts";
import { type ExportKind, parseExportManifest, toExportKeys } from "../../../../workers/lib/export/export-manifest.ts";
import { type ExportSource, makeExporter } from "../../../../workers/lib/export/make-exporter.ts";
import { KeptSteps } from "../archive/kept-steps.ts";
import { MemoryStore } from "../archive/memory-store.ts";

const MIB = 1024 * 1024;
const SMALL = { partBytes: 2048, blockBytes: 512 };
const TENANT = { id: "acme", plan: "standard", region: "weur", createdAt: "2026-11-21T00:00:00.000Z" };
const ORDER = { tenant: "acme", exportId: "x1" };
const KEYS = toExportKeys("acme", "x1");

/** Text that doesn't compress. */
const noise = (bytes: number) => crypto.getRandomValues(new Uint8Array(bytes)).toHex();
const makeLines = (count: number, bytes = 40) => Array.from({ length: count }, (_, id) => JSON.stringify({ id, n: noise(bytes) }));

/** Lines in memory, a page at a time; some pages are empty and yet have a next one, as those of events may be. */
function makeSource(lines: Readonly<Record<ExportKind, readonly string[]>>): ExportSource {
	return {
		readTenant: async () => TENANT,
		readLines: async (kind, after) => {
			const start = after === null ? 0 : Number(after);
			const isEmpty = !Number.isInteger(start);
			const end = isEmpty ? Math.ceil(start) : Math.min(lines[kind].length, Math.floor(start) + 7);
			const page = isEmpty ? [] : lines[kind].slice(start, end).map((text, index) => ({ position: String(start + index + 1), text }));
			const isLast = end >= lines[kind].length;
			return { lines: page, next: isLast ? null : String(isEmpty ? end : end - 0.5) };
		},
	};
}

class MemoryRuns {
	progress: Readonly<Record<string, unknown>> = {};
	ended: (string | null)[] = [];
	advance = async (_: string, progress: Readonly<Record<string, unknown>>) => {
		this.progress = progress;
	};
	end = async (_: string, fault: string | null, progress = this.progress) => {
		this.ended.push(fault);
		this.progress = progress;
	};
}

interface World {
	readonly store: ArchiveStore;
	readonly source: ExportSource;
	readonly runs?: MemoryRuns;
	readonly steps?: KeptSteps;
	readonly sizes?: typeof SMALL;
}

const run = ({ store, source, runs = new MemoryRuns(), steps = new KeptSteps(), sizes = SMALL }: World) =>
	steps.play(() => makeExporter({ source, store, steps, runs, now: () => 0, ...sizes }).export(ORDER));

/** What the export holds, each object held to the manifest's count and SHA-256. */
async function readExport(store: ArchiveStore) {
	const manifest = parseExportManifest((await (await store.get(KEYS.manifest))?.text()) ?? "");
	const lines: Partial<Record<ExportKind, readonly string[]>> = {};
	for (const { kind, object, rows, bytes, sha256, blocks } of manifest.objects) {
		if (object === null) continue;
		const stored = new Uint8Array((await (await store.get(object))?.arrayBuffer()) ?? []);
		expect([stored.length, new Uint8Array(await crypto.subtle.digest("SHA-256", stored)).toHex()]).toEqual([bytes, sha256]);
		const members = blocks.map(({ offset, length }) => new TextDecoder().decode(gunzipSync(stored.slice(offset, offset + length))));
		expect(members.join("")).toBe(new TextDecoder().decode(gunzipSync(stored)));
		lines[kind] = members.join("").trimEnd().split("\n");
		expect([rows, blocks.reduce((sum, block) => sum + block.rows, 0)]).toEqual([lines[kind].length, lines[kind].length]);
	}
	return { manifest, lines };
}

const LINES = { records: makeLines(50), events: makeLines(80) };

describe.for([
	{ name: "in memory", makeStore: (): ArchiveStore => new MemoryStore(SMALL.partBytes), sizes: SMALL, lines: LINES },
	// R2 takes no parts below 5 MiB.
	{
		name: "in R2",
		makeStore: (): ArchiveStore => env.BUCKET,
		sizes: { partBytes: 5 * MIB, blockBytes: MIB / 2 },
		lines: { records: makeLines(3), events: makeLines(220, 30_000) },
	},
])("an export $name", ({ makeStore, sizes, lines }) => {
	it("holds every row once, in parts and blocks that read alone, and says how much", async () => {
		const store = makeStore();
		const runs = new MemoryRuns();
		expect(await run({ store, source: makeSource(lines), runs, sizes })).toBe("ended");
		const found = await readExport(store);
		expect(found.lines).toEqual(lines);
		expect(found.manifest.objects[1]?.parts.length).toBeGreaterThan(1);
		expect(found.manifest).toMatchObject({ version: 1, tenant: TENANT, exportId: "x1", startedAt: "1970-01-01T00:00:00.000Z" });
		expect(runs.progress).toMatchObject({ records: lines.records.length, events: lines.events.length, manifest: KEYS.manifest });
		expect(runs.ended).toEqual([null]);
	});
});

it("goes on behind the last kept step after a crash at any of them", async () => {
	const names = new KeptSteps();
	const source = makeSource(LINES);
	await run({ store: new MemoryStore(SMALL.partBytes), source, steps: names });
	expect(names.names.length).toBeGreaterThan(12);
	expect(names.names).toEqual([...new Set(names.names)]);
	for (const name of names.names) {
		const store = new MemoryStore(SMALL.partBytes);
		const steps = new KeptSteps();
		let crashes = 0;
		steps.crash = (step) => step === name && crashes++ < 2;
		const outcomes = [];
		for (let i = 0; i < 3; i++) outcomes.push(await run({ store, source, steps }));
		expect([name, outcomes]).toEqual([name, ["crashed", "crashed", "ended"]]);
		expect([...store.objects.keys()].sort()).toEqual([KEYS.toObject("events"), KEYS.manifest, KEYS.toObject("records")]);
		expect((await readExport(store)).lines).toEqual(LINES);
	}
});

it("leaves no half export, and says why, whatever operation fails for good", async () => {
	const operations: string[] = [];
	const counted = new MemoryStore(SMALL.partBytes);
	counted.before = (operation) => operations.push(operation);
	await run({ store: counted, source: makeSource(LINES) });
	expect(operations.length).toBeGreaterThan(12);
	for (let broken = 0; broken < operations.length; broken++) {
		const store = new MemoryStore(SMALL.partBytes);
		const runs = new MemoryRuns();
		let operation = 0;
		store.before = (name) => {
			if (operation++ >= broken && name !== "delete" && name !== "list") throw new Error("R2 is down");
		};
		await expect(run({ store, source: makeSource(LINES), runs })).rejects.toThrow("R2 is down");
		expect([store.objects.size, store.uploads.size, runs.ended]).toEqual([0, 0, ["Error: R2 is down"]]);
	}
});

it("removes the records' object where the events can't be read", async () => {
	const store = new MemoryStore(SMALL.partBytes);
	const whole = makeSource(LINES);
	const readLines: ExportSource["readLines"] = (kind, after) =>
		kind === "events" && after !== null ? Promise.reject(new Error("the tenant is no more")) : whole.readLines(kind, after);
	await expect(run({ store, source: { ...whole, readLines } })).rejects.toThrow("no more");
	expect([store.objects.size, store.uploads.size]).toEqual([0, 0]);
});

it("outlives a store and a source that fail now and then, by its steps' retries", async () => {
	await fc.assert(
		fc.asyncProperty(fc.infiniteStream(fc.nat(9)), async (dice) => {
			const store = new MemoryStore(SMALL.partBytes);
			const fail = () => {
				if (dice.next().value === 0) throw new Error("down");
			};
			store.before = fail;
			const whole = makeSource(LINES);
			const readLines: ExportSource["readLines"] = async (kind, after) => {
				fail();
				return whole.readLines(kind, after);
			};
			expect(await run({ store, source: { ...whole, readLines }, steps: new KeptSteps(200) })).toBe("ended");
			store.before = () => undefined;
			expect((await readExport(store)).lines).toEqual(LINES);
		}),
		{ numRuns: 8 },
	);
});

it("needs no object where there is nothing of a kind", async () => {
	const store = new MemoryStore(SMALL.partBytes);
	await run({ store, source: makeSource({ records: [], events: makeLines(1) }) });
	const { manifest, lines } = await readExport(store);
	expect(manifest.objects[0]).toEqual({ kind: "records", object: null, rows: 0, bytes: 0, sha256: null, parts: [], blocks: [] });
	expect([lines.records, lines.events?.length, store.uploads.size]).toEqual([undefined, 1, 0]);
});

it("ends with the part before where the rows behind it were deleted meanwhile", async () => {
	const store = new MemoryStore(SMALL.partBytes);
	const whole = makeSource(LINES);
	const steps = new KeptSteps();
	const readLines: ExportSource["readLines"] = async (kind, after) =>
		steps.names.includes(`${kind}: part 1`) ? { lines: [], next: null } : whole.readLines(kind, after);
	await run({ store, source: { ...whole, readLines }, steps });
	const { manifest } = await readExport(store);
	expect(manifest.objects.map(({ parts }) => parts.length)).toEqual([1, 1]);
	expect(store.uploads.size).toBe(0);
});
