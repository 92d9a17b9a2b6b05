import { expect } from "vitest";
import { type D1Access, makeD1Access } from "../../workers/lib/d1/make-d1-access.ts";
import type { MoveDirectory } from "../../workers/lib/move/move-data.ts";
import type { Site } from "../../workers/lib/move/move-plan.ts";
import { runMove } from "../../workers/lib/move/run-move.ts";
import { Crash, KeptSteps } from "./kept-steps.ts";
import { type Stores, World } from "./world.ts";

const POOL_0: Site = { location: "weur", shards: ["pool-weur-0"] };
const POOL_1: Site = { location: "weur", shards: ["pool-weur-1"] };
const OWN_1: Site = { location: "eu", shards: ["tenant-acme-0"] };
const OWN_2: Site = { location: "eu", shards: ["tenant-acme-0", "tenant-acme-1"] };

export const KINDS = [
	["pool to pool", POOL_0, POOL_1],
	["pool to own databases in another region", POOL_1, OWN_2],
	["one database to two", OWN_1, OWN_2],
	["own databases to the pool", OWN_2, POOL_0],
] as const;

/** What goes wrong: from the n-th call on, so many calls; an error, or the whole run. */
export interface FaultPlan {
	readonly at: number;
	readonly calls: number;
	/** Before they do anything, in place of their answer, or on their way: then they are done some calls later, whoever waits no more. */
	readonly where: "before" | "after" | "late";
	readonly crash: boolean;
}

const plain = makeD1Access({ sleep: async () => undefined });

/** Calls that a stalled one may come late by: beyond the next steps, and beyond a crash. */
const LATE = 60;

/** Lets clients act between any two calls of the move, and fails those that the plan names. */
export function makeFaults(world: World, { at, calls, where, crash }: FaultPlan) {
	let count = 0;
	let busy = false;
	const stalled: { readonly due: number; readonly run: () => Promise<unknown> }[] = [];
	const act = async () => {
		if (busy || world.random() > 0.14) return;
		busy = true;
		await world.act();
		busy = false;
	};
	const arrive = async (number: number) => {
		const due = stalled.filter((one) => one.due <= number);
		for (const one of due) {
			stalled.splice(stalled.indexOf(one), 1);
			await one.run().catch(() => undefined);
		}
	};
	const call = async <T>(run: () => Promise<T>): Promise<T> => {
		const number = count++;
		const fails = number >= at && number < at + calls;
		const fault = () => (crash ? new Crash("crash") : new Error(`fault ${number}`));
		await arrive(number);
		await act();
		if (fails && where === "late") stalled.push({ due: number + 2 + Math.floor(world.random() * LATE), run });
		if (fails && where !== "after") throw fault();
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
	return { access, directory, count: () => count, settle: () => arrive(Number.POSITIVE_INFINITY) };
}

export async function moveUnderLoad(stores: Stores, seed: number, plan: FaultPlan) {
	const [, source, target] = KINDS[seed % KINDS.length] ?? KINDS[0];
	const world = new World(stores, seed, `t${seed}-${plan.at}`, source);
	await world.open();
	for (let i = 0; i < 14; i++) await world.act();
	const move = await world.enter(target);
	const { access, directory, count, settle } = makeFaults(world, plan);
	const steps = new KeptSteps(2);
	const mover = world.mover(access);
	const end = await steps.play(() =>
		runMove({ plan: move, steps, directory, moverOf: () => mover, now: world.now, staleSeconds: 60, onError: () => undefined }),
	);
	for (let i = 0; i < 5; i++) await world.act();
	await settle();
	await world.drain();
	return { world, end, target, source, calls: count() };
}

export async function assertWhole({ world, end, target, source }: Awaited<ReturnType<typeof moveUnderLoad>>): Promise<void> {
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
	expect(await world.listUnfinished()).toEqual([]);
	expect(world.faults).toEqual([]);
}

export const NEVER: FaultPlan = { at: 1e9, calls: 0, where: "before", crash: false };
