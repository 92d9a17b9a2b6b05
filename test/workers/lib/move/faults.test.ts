import { env } from "cloudflare:workers";
import { beforeAll, expect, it } from "vitest";
import { type D1Access, makeD1Access } from "../../../../workers/lib/d1/make-d1-access.ts";
import type { MoveDirectory } from "../../../../workers/lib/move/move-data.ts";
import type { Site } from "../../../../workers/lib/move/move-plan.ts";
import { runMove } from "../../../../workers/lib/move/run-move.ts";
import { applyMigrations } from "../../apply-migrations.ts";
import { dropAll, makeShards } from "../../tenant-databases.ts";
import { Crash, KeptSteps } from "./kept-steps.ts";
import { World } from "./world.ts";

const RUNS = 100;

const POOL_0: Site = { location: "weur", shards: ["pool-weur-0"] };
const POOL_1: Site = { location: "weur", shards: ["pool-weur-1"] };
const OWN_1: Site = { location: "eu", shards: ["tenant-acme-0"] };
const OWN_2: Site = { location: "eu", shards: ["tenant-acme-0", "tenant-acme-1"] };

const KINDS = [
	["pool to pool", POOL_0, POOL_1],
	["pool to own databases in another region", POOL_1, OWN_2],
	["one database to two", OWN_1, OWN_2],
	["own databases to the pool", OWN_2, POOL_0],
] as const;

beforeAll(async () => {
	await makeShards();
	await dropAll(env.DIRECTORY);
	await applyMigrations(env.DIRECTORY, "directory");
});

/** What goes wrong: from the n-th call on, so many calls, before they do anything or in place of their answer; an error, or the whole run. */
interface Plan {
	readonly at: number;
	readonly calls: number;
	readonly after: boolean;
	readonly crash: boolean;
}

const plain = makeD1Access({ sleep: async () => undefined });

/** Lets clients act between any two calls of the move, and fails those that the plan names. */
function makeFaults(world: World, { at, calls, after, crash }: Plan) {
	let count = 0;
	let busy = false;
	const act = async () => {
		if (busy || world.random() > 0.14) return;
		busy = true;
		await world.act();
		busy = false;
	};
	const call = async <T>(run: () => Promise<T>): Promise<T> => {
		const number = count++;
		const fails = number >= at && number < at + calls;
		const fault = () => (crash ? new Crash("crash") : new Error(`fault ${number}`));
		await act();
		if (fails && !after) throw fault();
		const value = await run();
		if (fails) throw fault();
		await act();
		return value;
	};
	const access: D1Access = { run: (on, statements, safety) => call(() => plain.run(on, statements, safety)) };
	const real = world.directory();
	const directory: MoveDirectory = {
		report: (...values) => call(() => real.report(...values)),
		close: (...values) => call(() => real.close(...values)),
		switch: (...values) => call(() => real.switch(...values)),
		giveUp: (...values) => call(() => real.giveUp(...values)),
		paused: (...values) => call(() => real.paused(...values)),
		announce: (...values) => call(() => real.announce(...values)),
		end: (...values) => call(() => real.end(...values)),
	};
	return { access, directory, count: () => count };
}

async function moveUnderLoad(seed: number, plan: Plan) {
	const [, source, target] = KINDS[seed % KINDS.length] ?? KINDS[0];
	const world = new World(seed, `t${seed}-${plan.at}`, source);
	await world.open();
	for (let i = 0; i < 14; i++) await world.act();
	const move = await world.enter(target);
	const { access, directory, count } = makeFaults(world, plan);
	const steps = new KeptSteps(2);
	const mover = world.mover(access);
	const end = await steps.play(() =>
		runMove({ plan: move, steps, directory, moverOf: () => mover, now: world.now, staleSeconds: 60, onError: () => undefined }),
	);
	for (let i = 0; i < 5; i++) await world.act();
	await world.drain();
	return { world, end, target, source, calls: count() };
}

async function assertWhole({ world, end, target, source }: Awaited<ReturnType<typeof moveUnderLoad>>): Promise<void> {
	const home = await world.home();
	const site = end === "done" ? target : source;
	expect(home).toEqual({ tenant: world.tenant, epoch: end === "done" ? 2 : 1, ...site });
	for (const context of world.random() < 0.5 ? [world.first] : [home ?? world.first]) {
		const { records, events } = await world.walk(context);
		expect(records).toEqual(new Map([...world.records].toSorted(([a], [b]) => (a < b ? -1 : 1))));
		expect(events.toSorted()).toEqual([...world.events].toSorted());
	}
	const left =
		end === "done"
			? source.shards.filter((shard) => !target.shards.includes(shard))
			: target.shards.filter((shard) => !source.shards.includes(shard));
	for (const shard of left) expect(await world.countRows(shard)).toBe(0);
	let rows = 0;
	for (const shard of site.shards) rows += await world.countRows(shard);
	expect(rows).toBe(world.records.size + world.events.size);
	expect(world.faults).toEqual([]);
}

const NEVER: Plan = { at: 1e9, calls: 0, after: false, crash: false };

it("loses, doubles and revives nothing, whatever call of a move fails, is lost or crashes under load", { timeout: 120_000 }, async () => {
	const lengths = new Map<number, number>();
	for (const kind of KINDS.keys()) {
		const run = await moveUnderLoad(kind, NEVER);
		await assertWhole(run);
		expect(run.end).toBe("done");
		lengths.set(kind, run.calls);
	}
	const ends = { done: 0, undone: 0, refused: 0 };
	// Each kind after itself and beside the others, as tenants of one shard move.
	const runKind = async (kind: number) => {
		for (let number = 0; number < RUNS / KINDS.length; number++) {
			const at = Math.floor(((lengths.get(kind) ?? 0) * number * KINDS.length) / RUNS);
			const plan = { at, calls: [1, 1, 3, 9][number % 4] ?? 1, after: number % 3 === 0, crash: number % 5 < 2 };
			const run = await moveUnderLoad(KINDS.length * (number + 1) + kind, plan);
			await assertWhole(run).catch((error: unknown) => {
				throw new Error(
					`run ${number} of kind ${kind}, ${JSON.stringify(plan)}, ${run.end}: ${error instanceof Error ? error.message : error}`,
				);
			});
			ends[run.end] += 1;
			ends.refused += run.world.refused;
		}
	};
	await Promise.all([...KINDS.keys()].map(runKind));
	expect(ends.done).toBeGreaterThan(40);
	expect(ends.undone).toBeGreaterThan(5);
	expect(ends.refused).toBeGreaterThan(5);
});
