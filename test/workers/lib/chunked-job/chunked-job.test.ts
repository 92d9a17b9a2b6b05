import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Job } from "../../../../workers/lib/chunked-job/job.ts";
import { type JobStore, makeMemoryJobs } from "../../../../workers/lib/chunked-job/job-store.ts";
import { JobFault } from "../../../../workers/lib/chunked-job/make-chunked-job.ts";
import { makeSqlJobs } from "../../../../workers/objects/sql-jobs.ts";
import { makeJobWorld } from "./job-world.ts";

const parse = (text: string): Job<string> => JSON.parse(text);
let objects = 0;

/** The same promises, kept in memory and in the SQLite of an object. */
const STORES = [
	{ where: "memory", withStore: async (use: (store: JobStore<string>) => Promise<void>) => use(makeMemoryJobs()) },
	{
		where: "an object",
		withStore: (use: (store: JobStore<string>) => Promise<void>) => {
			objects += 1;
			// Another class's object: its own tables are elsewhere, and no alarm of a job's class runs.
			return runInDurableObject(env.COUNTER.getByName(`jobs-${objects}`), async (_, { storage }) => {
				storage.sql.exec("DROP TABLE IF EXISTS jobs");
				storage.sql.exec("DROP TABLE IF EXISTS bad_lines");
				await use(makeSqlJobs(storage.sql, parse));
			});
		},
	},
] as const;

const LINES = Array.from({ length: 40 }, (_, i) => (i % 13 === 5 ? `!bad ${i}` : `line ${i}`));
const TEXT = LINES.join("\n");
const GOOD = LINES.filter((line) => !line.startsWith("!"));

describe.for(STORES)("jobs in $where", ({ withStore }) => {
	it("write each line once, chunk by chunk, and keep the first bad ones", () =>
		withStore(async (store) => {
			const world = makeJobWorld(store, TEXT);
			world.start("a");
			await world.drain();
			expect([...world.written.values()]).toEqual(GOOD);
			expect(world.writes).toBe(GOOD.length);
			expect(store.find("a")).toMatchObject({ state: "done", written: GOOD.length, bad: 3, attempts: 0 });
			expect(store.listBad("a")).toEqual([
				{ line: 6, reason: "!bad 5" },
				{ line: 19, reason: "!bad 18" },
			]);
			expect(Math.max(...world.reads.map(([offset, length]) => offset + length))).toBe(TEXT.length);
		}));

	it("do no work twice when an alarm runs once more", () =>
		withStore(async (store) => {
			const world = makeJobWorld(store, TEXT);
			world.start("a");
			await world.drain();
			const reads = world.reads.length;
			expect([await world.open().run(), await world.open().run()]).toEqual([null, null]);
			expect([world.reads.length, world.writes]).toEqual([reads, GOOD.length]);
		}));

	it("count a chunk once when two runs do it at the same time", () =>
		withStore(async (store) => {
			const world = makeJobWorld(store, TEXT);
			world.start("a");
			await Promise.all([world.open().run(), world.open().run()]);
			await world.drain();
			expect([...world.written.values()].sort()).toEqual(GOOD.toSorted());
			expect(store.find("a")).toMatchObject({ state: "done", written: GOOD.length, bad: 3 });
		}));

	it("try a chunk again, later each time, and fail with the reason after the last try", () =>
		withStore(async (store) => {
			const world = makeJobWorld(store, TEXT);
			world.start("a");
			world.at = () => {
				throw new Error("the store is down");
			};
			const waits: number[] = [];
			for (let at: number | null = world.now; at !== null; ) {
				world.now = Math.max(world.now, at);
				at = await world.open().run();
				if (at !== null) waits.push((at - world.now) / 1000);
			}
			expect(waits).toEqual([5, 10]);
			expect(store.find("a")).toMatchObject({ state: "failed", reason: "the store is down", written: 0 });
		}));

	it("fail at once where no try would help, and let the other jobs go on", () =>
		withStore(async (store) => {
			const world = makeJobWorld(store, TEXT);
			world.start("a");
			world.start("b");
			world.at = (_, job) => {
				if (job === "a") throw new JobFault("the file is gone");
			};
			await world.drain();
			expect(store.find("a")).toMatchObject({ state: "failed", reason: "the file is gone" });
			expect(store.find("b")).toMatchObject({ state: "done" });
			expect(world.writes).toBe(GOOD.length);
		}));

	it("stop where they are canceled, also in the middle of a chunk", () =>
		withStore(async (store) => {
			const world = makeJobWorld(store, TEXT);
			world.start("a");
			world.at = (moment) => {
				if (moment === "written" && world.writes > 10) expect(world.open().cancel("a")).toBe(true);
			};
			await world.drain();
			const { state, written = 0 } = store.find("a") ?? {};
			expect([state, written <= world.writes, world.open().cancel("a")]).toEqual(["canceled", true, false]);
		}));

	it("are listed newest first, and forgotten once many have ended", () =>
		withStore(async (store) => {
			const world = makeJobWorld(store, "a\n!b");
			for (const id of ["1", "2", "3"]) world.start(id);
			await world.drain();
			world.start("4");
			expect(store.list(null, 2).map(({ id }) => id)).toEqual(["4", "3"]);
			expect(store.list("3", 9).map(({ id }) => id)).toEqual(["2", "1"]);
			store.prune(1);
			expect([store.list(null, 9).map(({ id }) => id), store.listBad("1"), store.countActive()]).toEqual([["4", "3"], [], 1]);
		}));
});

it("write exactly the same set from any crash on, and count it exactly", async () => {
	await fc.assert(
		fc.asyncProperty(fc.array(fc.nat(80), { maxLength: 12 }), fc.integer({ min: 1, max: 40 }), async (crashes, chunkBytes) => {
			const store = makeMemoryJobs<string>();
			const world = makeJobWorld(store, TEXT, { chunkBytes, maxAttempts: 100 });
			world.start("a");
			let calls = 0;
			const planned = new Set(crashes);
			world.at = () => {
				calls += 1;
				if (planned.delete(calls)) throw new Error("evicted");
			};
			await world.drain();
			expect([...world.written.entries()].sort()).toEqual(
				LINES.flatMap((line, index) => (line.startsWith("!") ? [] : [[`a-${index + 1}`, line]])).sort(),
			);
			expect(store.find("a")).toMatchObject({ state: "done", written: GOOD.length, bad: 3 });
		}),
	);
});

it("gives up a chunk that takes the whole object down each time, though nobody was left to say so", async () => {
	const store = makeMemoryJobs<string>();
	const world = makeJobWorld(store, TEXT);
	world.start("a");
	for (let run = 0; run < 3; run += 1) {
		// Never comes back: as an object that runs out of memory.
		const lost = makeJobWorld(store, TEXT, {
			open: () => ({ bytes: TEXT.length, form: "lines", read: () => new Promise(() => undefined), parse: () => neverParsed() }),
		});
		void lost.open().run();
	}
	await world.drain();
	expect(store.find("a")).toMatchObject({ state: "failed", reason: "the chunk at byte 0 stopped 3 runs" });
});

const neverParsed = (): never => {
	throw new Error("nothing was read");
};
