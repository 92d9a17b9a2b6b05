import { beforeAll, expect, it, vi } from "vitest";
import { DeleteTenant } from "../../../workers/upkeep/delete-tenant.ts";
import { KeptSteps } from "../lib/archive/kept-steps.ts";
import { beginDeletion, dumpAll, GONE, makeDeletionEnv, openLate, STAYS, writeLate } from "./deletion-world.ts";
import { failEachCall, type Playing, playWorkflow } from "./play-workflow.ts";

type Plan = Awaited<ReturnType<typeof beginDeletion>>;
const play = (plan: Plan, playing: Playing = {}) => playWorkflow(DeleteTenant, makeDeletionEnv, { plan }, playing);

/** A page that was deleted twice may leave fewer of them. */
const toParts = (steps: readonly string[]) => [...new Set(steps.map((name) => name.replace(/ \d+$/, "")))];
const count = (text: string, tenant: string) => text.split(tenant).length - 1;
const textOf = async () => JSON.stringify(await dumpAll());

/** What a deletion leaves that nothing came in the way of, and the steps that it took. */
let left: Readonly<Record<string, unknown>>;
let names: readonly string[];
vi.spyOn(console, "error").mockImplementation(() => {});
vi.spyOn(console, "log").mockImplementation(() => {});

beforeAll(async () => {
	const steps = new KeptSteps();
	expect(await play(await beginDeletion(), { steps })).toEqual({ outcome: "ended", slept: [300_000] });
	[left, names] = [await dumpAll(), steps.names];
});

it("leaves nothing of the tenant, and all of its neighbour", async () => {
	const plan = await beginDeletion();
	const before = await textOf();
	expect([count(before, GONE) > 20, count(before, STAYS) > 20]).toEqual([true, true]);
	await play(plan);
	const after = await textOf();
	expect([count(after, GONE), count(after, STAYS)]).toEqual([0, count(before, STAYS)]);
	expect(left).toMatchObject({ directory: { deleted_tenants: [{}], runs: [{}, { kind: "deletion", state: "done", subject: "" }] } });
});

it("goes on behind the last kept step and ends the same, where its Worker dies behind every one of them", async () => {
	const plan = await beginDeletion();
	const steps = new KeptSteps();
	const crashed = new Set<string>();
	steps.crash = (name) => !crashed.has(name) && Boolean(crashed.add(name));
	let runs = 0;
	for (let outcome = "crashed"; outcome === "crashed"; runs++) ({ outcome } = await play(plan, { steps }));
	expect(runs).toBe(crashed.size + 1);
	expect(toParts([...crashed])).toEqual(toParts(names));
	expect(await dumpAll()).toEqual(left);
});

it("ends the same where each call of each step fails once before it does anything, and once in place of its answer", async () => {
	const { faults, fail } = failEachCall();
	const plan = await beginDeletion();
	expect((await play(plan, { steps: new KeptSteps(1_000), fail })).outcome).toBe("ended");
	expect(faults()).toBeGreaterThan(2 * names.length);
	expect(await dumpAll()).toEqual(left);
});

it("sweeps whatever somebody has written who knew of no deletion", async () => {
	const plan = await beginDeletion();
	const late: number[] = [];
	const meanwhile = async () => {
		late.push(count(await textOf(), GONE));
		await writeLate(GONE);
		await openLate(GONE);
		late.push(count(await textOf(), GONE));
	};
	await play(plan, { meanwhile });
	// Nothing is left of it even before the sweep.
	expect([late[0], Number(late[1]) > 10]).toEqual([0, true]);
	expect(await dumpAll()).toEqual(left);
});

it("gives up nothing: a store that is down for good holds the run where it is, and the tenant closed", async () => {
	const plan = await beginDeletion();
	const steps = new KeptSteps();
	let isDown = true;
	const fail = () => {
		if (isDown && steps.names.includes("deleting files ANY")) throw new Error("R2 is down");
	};
	await expect(play(plan, { steps, fail })).rejects.toThrow("R2 is down");
	expect(await dumpAll()).toMatchObject({ directory: { runs: [{}, {}, { state: "running", subject: GONE }] } });
	isDown = false;
	expect((await play(plan, { steps, fail })).outcome).toBe("ended");
	expect(await dumpAll()).toEqual(left);
});
