import { beforeAll, expect, it, vi } from "vitest";
import { DeleteTenant } from "../../../workers/upkeep/delete-tenant.ts";
import { KeptSteps } from "../lib/archive/kept-steps.ts";
import { beginDeletion, dump, GONE, makeEnv, openLate, STAYS, writeLate } from "./deletion-world.ts";

/** Both counted from 1: an attempt of a step, and in it a moment before a call to a store, or before its answer. */
interface Moment {
	readonly attempt: number;
	readonly moment: number;
}

interface Deleting {
	readonly steps?: KeptSteps;
	/** Called at each moment: what it throws, the call throws. */
	readonly fail?: (at: Moment) => void;
	/** What goes on while the run waits until no copy of the directory can be believed any more. */
	readonly meanwhile?: () => Promise<void>;
}

/** Runs the Workflow as it is deployed, from its beginning or from where its steps are, until it ends or crashes. */
async function play(
	plan: Awaited<ReturnType<typeof beginDeletion>>,
	{ steps = new KeptSteps(), fail = () => {}, meanwhile = async () => {} }: Deleting = {},
) {
	let at: Moment | null = null;
	const slept: number[] = [];
	const toAttempts = <T>(run: () => Promise<T>) => {
		let attempt = 0;
		return (): Promise<T> => {
			at = { attempt: ++attempt, moment: 0 };
			return run().finally(() => {
				at = null;
			});
		};
	};
	const step = Object.assign(Object.create(null), {
		do: (name: string, _: unknown, run: () => Promise<string>) => steps.text(name, toAttempts(run)),
		sleep: (name: string, milliseconds: number) =>
			steps.run(name, async () => {
				slept.push(milliseconds);
				await meanwhile();
			}),
	});
	const env = makeEnv(() => {
		if (!at) throw new Error("a store is asked outside of a step, where nobody tries again");
		at = { ...at, moment: at.moment + 1 };
		fail(at);
	});
	const event = { payload: { plan }, instanceId: "i", timestamp: new Date(0), workflowName: "deletions" };
	// Only the platform may construct one.
	const workflow: DeleteTenant = Object.create(DeleteTenant.prototype, { env: { value: env } });
	return { outcome: await steps.play(() => workflow.run(event, step)), slept };
}

/** A page that was deleted twice may leave fewer of them. */
const toParts = (steps: readonly string[]) => [...new Set(steps.map((name) => name.replace(/ \d+$/, "")))];
const count = (text: string, tenant: string) => text.split(tenant).length - 1;
const textOf = async () => JSON.stringify(await dump());

/** What a deletion leaves that nothing came in the way of, and the steps that it took. */
let left: Readonly<Record<string, unknown>>;
let names: readonly string[];
vi.spyOn(console, "error").mockImplementation(() => {});
vi.spyOn(console, "log").mockImplementation(() => {});

beforeAll(async () => {
	const steps = new KeptSteps();
	expect(await play(await beginDeletion(), { steps })).toEqual({ outcome: "ended", slept: [300_000] });
	[left, names] = [await dump(), steps.names];
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
	expect(await dump()).toEqual(left);
});

it("ends the same where each call of each step fails once before it does anything, and once in place of its answer", async () => {
	let faults = 0;
	const fail = ({ attempt, moment }: Moment) => {
		if (moment !== attempt) return;
		faults += 1;
		throw new Error("down");
	};
	const plan = await beginDeletion();
	expect((await play(plan, { steps: new KeptSteps(1_000), fail })).outcome).toBe("ended");
	expect(faults).toBeGreaterThan(2 * names.length);
	expect(await dump()).toEqual(left);
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
	expect(await dump()).toEqual(left);
});

it("gives up nothing: a store that is down for good holds the run where it is, and the tenant closed", async () => {
	const plan = await beginDeletion();
	const steps = new KeptSteps();
	let isDown = true;
	const fail = () => {
		if (isDown && steps.names.includes("deleting files ANY")) throw new Error("R2 is down");
	};
	await expect(play(plan, { steps, fail })).rejects.toThrow("R2 is down");
	expect(await dump()).toMatchObject({ directory: { runs: [{}, {}, { state: "running", subject: GONE }] } });
	isDown = false;
	expect((await play(plan, { steps, fail })).outcome).toBe("ended");
	expect(await dump()).toEqual(left);
});
