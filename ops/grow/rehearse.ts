import type { Stage } from "../../config/settings.ts";
import { startAccount } from "../../local/account.ts";
import { makeClient } from "./client.ts";
import { startDoor } from "./door.ts";
import { growStep, type Step } from "./grow-step.ts";
import { type GrowthStack, readGrowthStack } from "./growth-stack.ts";
import { createTenant, loadTenant, openSessions } from "./load.ts";
import type { World } from "./world.ts";

export interface RehearsalOptions {
	readonly root: string;
	/** A stack file's name; without it the rehearsal has a stack of its own. */
	readonly stack: string | undefined;
	/** The first is where it begins. */
	readonly stages: readonly [Stage, ...(readonly Stage[])];
	/** Of traffic around each change. */
	readonly seconds: number;
	readonly seed: number;
	readonly say: (message: string) => void;
}

export interface Rehearsal {
	readonly tenants: number;
	/** Of them, those with databases of their own. */
	readonly dedicated: number;
	readonly steps: readonly Step[];
}

/** A message that was sent back comes again after 10 seconds, five times. */
const PATIENCE_MS = 60_000;

const POOLED = ["pooled-1", "pooled-2", "pooled-3"];

/** How often {@link rehearse} says something. */
export const toSteps = (stages: readonly Stage[]): number => 2 + 4 * (stages.length - 1);

/** Grows a stack on this machine, stage by stage, with the same data and without a pause of its traffic. */
export async function rehearse(options: RehearsalOptions): Promise<Rehearsal> {
	const { root, stages, seconds, say } = options;
	const stack = await readGrowthStack(root, options.stack);
	say(`starting ${stages[0]}`);
	const { stackConfig } = stack;
	const account = await startAccount({
		root,
		stack: stack.stack,
		...(stackConfig === undefined ? {} : { stackConfig }),
		stage: stages[0],
		ephemeral: true,
	});
	try {
		const door = await startDoor(account.url);
		try {
			say("loading tenants");
			const world = { account, door, seed: options.seed, patienceMs: PATIENCE_MS, ...(await load(door.url, account, stack, options)) };
			const steps: Step[] = [];
			let before = stack.planOf(stages[0]);
			for (const to of stages.slice(1)) {
				const { after, ...step } = await growStep({ world, stack, before, to, seconds, say });
				steps.push(step);
				before = after;
			}
			return { tenants: world.tenants.length, dedicated: world.tenants.filter(({ dedicated }) => dedicated).length, steps };
		} finally {
			await door.stop();
		}
	} finally {
		await account.stop();
	}
}

async function load(url: string, account: World["account"], stack: GrowthStack, { stages, seed }: RehearsalOptions) {
	const client = makeClient(url);
	const dedicated = stack.planOf(stages[0]).tenants.map(({ id }) => id);
	const tenants = await Promise.all([
		...POOLED.map((id) => createTenant(client, account, id, false)),
		...dedicated.map((id) => createTenant(client, account, id, true)),
	]);
	await Promise.all(tenants.map((ledger) => loadTenant(client, ledger, seed)));
	return { client, tenants, sessions: await openSessions(client, account) };
}
