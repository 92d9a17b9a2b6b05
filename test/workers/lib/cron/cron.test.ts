import { env } from "cloudflare:workers";
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { type CronJob, type CronRun, planSlots } from "../../../../workers/lib/cron/cron-job.ts";
import type { CronStore } from "../../../../workers/lib/cron/cron-store.ts";
import { makeD1CronStore, readJob } from "../../../../workers/lib/cron/d1-cron-store.ts";
import { makeCron } from "../../../../workers/lib/cron/make-cron.ts";
import { applyMigrations } from "../../apply-migrations.ts";
import { MemoryCronStore } from "./memory-cron-store.ts";

const HOUR = 3_600_000;
const START = Date.UTC(2026, 10, 21, 3);
const LEASE = 900_000;

beforeAll(() => applyMigrations(env.DIRECTORY, "directory"));

let made = 0;
/** A world with a clock: what a job did, and what was warned of. */
function makeWorld(store: CronStore) {
	const world = { now: START, runs: [] as CronRun[], warnings: [] as string[], fail: (_: CronRun): Promise<void> => Promise.resolve() };
	let holders = 0;
	const cron = makeCron({
		store,
		now: () => world.now,
		makeHolder: () => `holder-${holders++}`,
		leaseMs: LEASE,
		onWarning: (what) => world.warnings.push(what),
	});
	const job: CronJob = {
		name: `job-${made++}`,
		everyMs: HOUR,
		catchUp: 3,
		run: async (run) => {
			await world.fail(run);
			world.runs.push(run);
		},
	};
	return { ...world, world, cron, job, slots: () => world.runs.map(({ slot }) => (slot - START) / HOUR) };
}

describe.for([
	{ name: "in memory", makeStore: (): CronStore => new MemoryCronStore() },
	{ name: "in D1", makeStore: (): CronStore => makeD1CronStore(env.DIRECTORY) },
])("a cron $name", ({ makeStore }) => {
	it("does a slot once, however often the cron fires for it", async () => {
		const { cron, job, slots } = makeWorld(makeStore());
		expect(await cron.run(job, START + 7 * 60_000)).toEqual({ kind: "done", slots: [START], givenUp: 0 });
		expect(await cron.run(job, START + 8 * 60_000)).toEqual({ kind: "done", slots: [], givenUp: 0 });
		expect(await cron.run(job, START - HOUR)).toEqual({ kind: "done", slots: [], givenUp: 0 });
		expect(slots()).toEqual([0]);
	});

	it("lets one of many at once do it", async () => {
		const { world, cron, job, slots } = makeWorld(makeStore());
		const gate = Promise.withResolvers<void>();
		world.fail = () => gate.promise;
		const runs = Array.from({ length: 8 }, () => cron.run(job, START));
		const outcomes = Promise.all(runs);
		await Promise.any(runs.map((run) => run.then(({ kind }) => (kind === "busy" ? kind : Promise.reject(new Error(kind))))));
		gate.resolve();
		expect((await outcomes).map(({ kind }) => kind).sort()).toEqual([...Array(7).fill("busy"), "done"]);
		expect(slots()).toEqual([0]);
	});

	it("makes missed runs good in their order, up to its bound, and says what it gave up", async () => {
		const { world, cron, job, slots } = makeWorld(makeStore());
		for (const hours of [0, 2, 3, 20]) await cron.run(job, START + hours * HOUR);
		expect(slots()).toEqual([0, 1, 2, 3, 18, 19, 20]);
		expect(world.runs.map(({ after }) => after && (after - START) / HOUR)).toEqual([null, 0, 1, 2, 3, 18, 19]);
		expect(world.warnings).toEqual(["runs of a cron given up"]);
	});

	it("does a failed slot again, and none that was done before it", async () => {
		const { world, cron, job, slots } = makeWorld(makeStore());
		await cron.run(job, START);
		world.fail = async ({ slot }) => {
			if (slot === START + 2 * HOUR) throw new Error("the store is down");
		};
		await expect(cron.run(job, START + 3 * HOUR)).rejects.toThrow("the store is down");
		world.fail = async () => undefined;
		await cron.run(job, START + 3 * HOUR);
		expect(slots()).toEqual([0, 1, 2, 3]);
	});

	it("waits for a run that died until its time is over, and then does what that one left", async () => {
		const { world, cron, job, slots } = makeWorld(makeStore());
		world.fail = () => new Promise(() => undefined);
		void cron.run(job, START);
		await Promise.resolve();
		const other = async () => (await cron.run(job, START + 1)).kind;
		while ((await other()) !== "busy") expect(slots()).toEqual([]);
		world.now += LEASE - 1;
		expect(await other()).toBe("busy");
		world.now += 1;
		world.fail = async () => undefined;
		expect(await other()).toBe("done");
		expect(slots()).toEqual([0]);
	});

	it("keeps nothing for a run that lost its hold, and doesn't let go of the other's", async () => {
		const { world, cron, job } = makeWorld(makeStore());
		let inner: Promise<unknown> = Promise.resolve();
		world.fail = async () => {
			world.fail = () => new Promise(() => undefined);
			world.now += LEASE;
			inner = cron.run(job, START);
			// The second run has the job once a third one finds it busy.
			while ((await cron.run({ ...job, run: async () => undefined }, START)).kind !== "busy");
		};
		await expect(cron.run(job, START)).rejects.toThrow("another run has taken");
		expect((await cron.run(job, START)).kind).toBe("busy");
		void inner;
	});

	it("does every slot within its bound and never two at once, whatever fails and overlaps", async () => {
		const tick = fc.record({ hours: fc.integer({ min: 0, max: 3 }), fails: fc.boolean(), twice: fc.boolean() });
		await fc.assert(
			fc.asyncProperty(fc.array(tick, { minLength: 1, maxLength: 12 }), async (ticks) => {
				const { world, cron, job, slots } = makeWorld(makeStore());
				let running = 0;
				let most = 0;
				let at = START;
				await cron.run(job, at);
				for (const { hours, fails, twice } of ticks) {
					at += hours * HOUR;
					world.fail = async () => {
						most = Math.max(most, ++running);
						await Promise.resolve();
						running--;
						if (fails) throw new Error("down");
					};
					await Promise.allSettled([cron.run(job, at), ...(twice ? [cron.run(job, at)] : [])]);
				}
				world.fail = async () => undefined;
				await cron.run(job, at);
				expect(slots()).toEqual([...new Set(slots())].sort((a, b) => a - b));
				expect(most).toBeLessThan(2);
				const newest = (at - START) / HOUR;
				expect(slots().slice(-3)).toEqual([newest - 2, newest - 1, newest].filter((slot) => slot >= 0).slice(-3));
			}),
			{ numRuns: 12 },
		);
	});
});

it("remembers for its operator how far a job came and why it failed", async () => {
	const { world, cron, job } = makeWorld(makeD1CronStore(env.DIRECTORY));
	expect(await readJob(env.DIRECTORY, job.name)).toBeNull();
	await cron.run(job, START);
	world.fail = () => Promise.reject(new Error("the store is down"));
	await expect(cron.run(job, START + HOUR)).rejects.toThrow();
	expect(await readJob(env.DIRECTORY, job.name)).toEqual({ lastGood: START, fault: "Error: the store is down" });
});

it("leaves a run its failure where the job can't even be let go", async () => {
	const store = new MemoryCronStore();
	store.release = () => Promise.reject(new Error("D1 is down"));
	const { world, cron, job } = makeWorld(store);
	world.fail = () => Promise.reject(new Error("first"));
	await expect(cron.run(job, START)).rejects.toThrow("first");
	expect(world.warnings).toEqual(["a cron's job stays held"]);
});

it("plans no slot in the future and none before the last good one", () => {
	const job = fc.record({ everyMs: fc.constantFrom(300_000, HOUR, 24 * HOUR), catchUp: fc.integer({ min: 1, max: 50 }) });
	fc.assert(
		fc.property(job, fc.integer({ min: 0, max: 1e13 }), fc.option(fc.integer({ min: 0, max: 1e7 })), (rhythm, at, last) => {
			const lastGood = last === null ? null : last * rhythm.everyMs;
			const { slots, givenUp } = planSlots(rhythm, at, lastGood);
			for (const slot of slots) expect(slot <= at && slot > (lastGood ?? -1) && slot % rhythm.everyMs === 0).toBe(true);
			if (lastGood !== null && slots.length > 0) expect(slots.length + givenUp).toBe(((slots.at(-1) ?? 0) - lastGood) / rhythm.everyMs);
		}),
	);
});
