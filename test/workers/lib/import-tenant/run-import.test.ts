import { afterEach, beforeAll, expect, it } from "vitest";
import { makeRandom } from "../../../../bench/random.ts";
import type { LinePage } from "../../../../workers/lib/archive/make-part.ts";
import type { ExportKind } from "../../../../workers/lib/export/export-manifest.ts";
import { makeExporter } from "../../../../workers/lib/export/make-exporter.ts";
import { type ImportTarget, runImport } from "../../../../workers/lib/import-tenant/run-import.ts";
import { KeptSteps } from "../archive/kept-steps.ts";
import { MemoryStore } from "../archive/memory-store.ts";

const SIZES = { partBytes: 32_768, blockBytes: 512 };
const TENANT = { id: "acme", plan: "standard", region: "weur", createdAt: "2026-11-21T00:00:00.000Z" };
/** Through service bindings, a request (/workers/runtime-apis/bindings/service-bindings/, 2026-09-17). */
const MAX_CALLS = 32;

const makeLines = (kind: string, count: number) =>
	Array.from({ length: count }, (_, id) => JSON.stringify({ kind, id, n: "x".repeat(90) }));
const LINES = { records: makeLines("records", 1_500), events: makeLines("events", 7) } as const;
const store = new MemoryStore(0);
let manifest = "";

/** A page of lines behind a position, which is a number. */
function toPage(lines: readonly string[], after: string | null, size: number): LinePage {
	const start = Number(after ?? 0);
	const page = lines.slice(start, start + size).map((text, index) => ({ position: String(start + index + 1), text }));
	return { lines: page, next: start + size < lines.length ? String(start + size) : null };
}

beforeAll(async () => {
	const source = {
		readTenant: async () => TENANT,
		readLines: async (kind: ExportKind, after: string | null) => toPage(LINES[kind], after, 1_500),
	};
	const runs = {
		advance: async () => undefined,
		end: async (_: string, __: string | null, progress?: Readonly<Record<string, unknown>>) => {
			manifest = String(progress?.["manifest"]);
		},
	};
	const steps = new KeptSteps();
	await steps.play(() => makeExporter({ source, store, steps, runs, now: () => 0, ...SIZES }).export({ tenant: "acme", exportId: "x1" }));
});

afterEach(() => {
	store.before = () => {};
});

/** A tenant that keeps a line once, and how often a step called for it. */
class Target implements ImportTarget {
	readonly lines: Record<ExportKind, Set<string>> = { records: new Set(), events: new Set() };
	/** As that of the store. */
	before = () => {};
	calls = 0;
	most = 0;

	#call(): void {
		this.before();
		this.calls += 1;
		this.most = Math.max(this.most, this.calls);
	}

	async readLines(kind: ExportKind, after: string | null) {
		this.#call();
		return toPage([...this.lines[kind]], after, 20);
	}

	async writeLines(kind: ExportKind, lines: readonly string[]) {
		this.#call();
		for (const line of lines) this.lines[kind].add(line);
	}
}

/** @param fail called before every operation on a store; what it throws, the operation throws */
function start(target: Target, steps: KeptSteps, fail = () => {}) {
	const ended: (string | null)[] = [];
	const progress: unknown[] = [];
	let isInStep = false;
	const pass = () => {
		if (!isInStep) throw new Error("it is asked outside of a step, where nobody tries again");
		fail();
	};
	const runs = {
		advance: async (_: string, rows: Readonly<Record<string, unknown>>) => {
			pass();
			progress.push(rows["records"]);
		},
		end: async (_: string, fault: string | null) => {
			pass();
			ended.push(fault);
		},
	};
	const step = (name: string, run: () => Promise<string>) => {
		target.calls = 0;
		return steps.text(name, async () => {
			isInStep = true;
			return run().finally(() => {
				isInStep = false;
			});
		});
	};
	store.before = pass;
	target.before = pass;
	return { ended, progress, done: steps.play(() => runImport({ step, store, target, runs, importId: "i1", manifest })) };
}

it("brings in every line, however many there are, with few calls a step", async () => {
	const [target, steps] = [new Target(), new KeptSteps()];
	const { done, ended, progress } = start(target, steps);
	await done;
	expect(ended).toEqual([null]);
	for (const kind of ["records", "events"] as const) expect([...target.lines[kind]].toSorted()).toEqual(LINES[kind].toSorted());
	expect(target.most).toBeLessThanOrEqual(MAX_CALLS);
	// A part has far more blocks than a step may bring in, and the count more pages.
	expect(steps.names.slice(0, 3)).toEqual(["manifest", "records 1", "records 1, block 29"]);
	expect(steps.names).toContain("count records 3");
	expect(progress).toEqual([...progress].toSorted((a, b) => Number(a) - Number(b)));
});

it("goes on behind the last kept step after a crash at any of them", async () => {
	const steps = new KeptSteps();
	await start(new Target(), steps).done;
	for (const name of steps.names) {
		const [target, crashing] = [new Target(), new KeptSteps()];
		crashing.crash = (at) => at === name;
		expect(await start(target, crashing).done).toBe("crashed");
		crashing.crash = () => false;
		const { done, ended } = start(target, crashing);
		await done;
		expect([name, ended, target.lines.records.size, target.lines.events.size]).toEqual([name, [null], 1_500, 7]);
	}
});

it.each([1, 2, 3, 4])("ends as it would have where everything fails now and then, and it crashes behind every step: %i", async (seed) => {
	const random = makeRandom(seed);
	const [target, steps] = [new Target(), new KeptSteps(60)];
	const fail = () => {
		if (random() < 0.015) throw new Error("down");
	};
	const { writeLines } = target;
	// Also in place of its answer.
	target.writeLines = (...values) => writeLines.apply(target, values).then(fail);
	const crashed = new Set<string>();
	steps.crash = (name) => !crashed.has(name) && Boolean(crashed.add(name));
	const ends: (string | null)[] = [];
	for (let outcome = "crashed"; outcome === "crashed"; ) {
		const { done, ended } = start(target, steps, fail);
		outcome = await done;
		ends.push(...ended);
	}
	// Each step was done twice, once without anybody hearing of it.
	expect([new Set(ends), crashed.size]).toEqual([new Set([null]), steps.names.length / 2]);
	for (const kind of ["records", "events"] as const) expect([...target.lines[kind]].toSorted()).toEqual(LINES[kind].toSorted());
});

it("fails where lines are missing at the end", async () => {
	const target = new Target();
	const write = target.writeLines.bind(target);
	target.writeLines = (kind, lines) =>
		write(
			kind,
			lines.filter((line) => line !== LINES.events[0]),
		);
	const { done, ended } = start(target, new KeptSteps());
	await expect(done).rejects.toThrow("7 events were brought in and 6 are there");
	expect(ended).toEqual(["Error: 7 events were brought in and 6 are there"]);
});
