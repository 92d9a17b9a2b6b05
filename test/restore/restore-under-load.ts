import { expect } from "vitest";
import type { Site } from "../../workers/lib/move/move-plan.ts";
import { runMove } from "../../workers/lib/move/run-move.ts";
import type { RestorePlan } from "../../workers/lib/restore/restore-plan.ts";
import { runRestore } from "../../workers/lib/restore/run-restore.ts";
import { KeptSteps } from "../move/kept-steps.ts";
import { type FaultPlan, makeFaults } from "../move/move-under-load.ts";
import { type Stores, World } from "../move/world.ts";
import { makeExport } from "./make-export.ts";

const POOL_0: Site = { location: "weur", shards: ["pool-weur-0"] };
const POOL_1: Site = { location: "weur", shards: ["pool-weur-1"] };
const OWN_1: Site = { location: "eu", shards: ["tenant-acme-0"] };
const OWN_2: Site = { location: "eu", shards: ["tenant-acme-0", "tenant-acme-1"] };

/** Where the tenant lives, and where it moves to between the time and its restore: what was written down goes with it. */
const KINDS = [
	[POOL_0, null],
	[OWN_2, null],
	[POOL_0, POOL_1],
	[OWN_1, OWN_2],
] as const;

/** A time of the databases' clock that all that was written lies before, and all that will be written behind. */
async function passTime(world: World, shards: readonly string[]): Promise<number> {
	const read = async (shard: string, sql: string) => (await world.database(shard).prepare(sql).bind().first<number>("at")) ?? 0;
	let last = 0;
	for (const shard of shards) last = Math.max(last, await read(shard, "SELECT max(at) AS at FROM tenant_history"));
	for (const shard of shards)
		while ((await read(shard, "SELECT CAST(unixepoch('subsec') * 1000 AS INTEGER) AS at")) <= last) await Promise.resolve();
	return last;
}

const SHARDS = ["pool-weur-0", "pool-weur-1", "tenant-acme-0", "tenant-acme-1"];

async function move(world: World, target: Site): Promise<void> {
	const plan = await world.enter(target);
	const mover = world.mover();
	const end = await runMove({
		plan,
		steps: new KeptSteps(1),
		directory: world.directory(),
		moverOf: () => mover,
		now: world.now,
		staleSeconds: 60,
		onError: () => undefined,
	});
	expect(end).toBe("done");
}

/** Restores under load, with what the plan says going wrong; the model has the tenant's records as they were from the moment on at which it opens. */
async function restore(world: World, plan: RestorePlan, past: ReadonlyMap<string, string>, faultPlan: FaultPlan) {
	const store = await makeExport(plan.from ?? "", past);
	const { access, directory, count, settle } = makeFaults(world, faultPlan);
	const [mover, restorer] = [world.mover(access), world.restorer(access)];
	let opened = false;
	const shard: ReturnType<Parameters<typeof runRestore>[0]["shardOf"]> = {
		...mover,
		...restorer,
		takeOver: async (...values) => {
			world.isBeingRestored = !opened;
			return restorer.takeOver(...values);
		},
		settle: async (...values) => {
			if (!opened) {
				world.records.clear();
				for (const [id, data] of past) world.records.set(id, data);
			}
			opened = true;
			await mover.settle(...values);
			world.isBeingRestored = false;
		},
	};
	const steps = new KeptSteps(2, faultPlan.at % 2 === 0);
	const end = await steps.play(() =>
		runRestore({ plan, steps, directory, shardOf: () => shard, now: world.now, store, onError: () => undefined }),
	);
	for (let i = 0; i < 5; i++) await world.act();
	await settle();
	return { end, calls: count() };
}

/** A tenant lives, moves where its kind does, and is restored; then the restore itself is taken back. Its neighbour lives on beside it. */
export async function restoreUnderLoad(stores: Stores, seed: number, faults: FaultPlan) {
	const [source, target] = KINDS[seed % KINDS.length] ?? KINDS[0];
	const world = new World(stores, seed, `t${seed}-${faults.at}`, source);
	const neighbour = new World(stores, seed + 7, `n${seed}-${faults.at}`, source);
	const act = async (times: number) => {
		for (let i = 0; i < times; i++) {
			await world.act();
			await neighbour.act();
		}
	};
	await world.open();
	await neighbour.open();
	await act(14);
	const [to, past] = [await passTime(world, SHARDS), new Map(world.records)];
	await act(8);
	if (target) await move(world, target);
	await act(8);
	const [before, present] = [await passTime(world, SHARDS), new Map(world.records)];
	// Every third from an export, which has the same rows as there were then.
	const from = seed % 3 === 0 ? "exports/t/1/manifest.json" : null;
	const first = await restore(world, await world.enterRestore({ to, events: "keep", from }), past, faults);
	await assertAll([world, neighbour]);
	const back = await restore(world, await world.enterRestore({ to: before, events: "keep", from: null }), present, { ...faults, calls: 0 });
	expect(back.end).toBe("done");
	await assertAll([world, neighbour]);
	return { ...first, changed: JSON.stringify([...past].toSorted()) !== JSON.stringify([...present].toSorted()) };
}

async function assertAll(worlds: readonly World[]): Promise<void> {
	for (const world of worlds) {
		await world.drain();
		const home = await world.home();
		const { records, events } = await world.walk(home ?? world.first);
		expect([...records]).toEqual([...world.records].toSorted(([a], [b]) => (a < b ? -1 : 1)));
		expect(events.toSorted()).toEqual([...world.events].toSorted());
		expect(await world.listUnfinished()).toEqual([]);
		expect(world.faults).toEqual([]);
	}
}
