import type { WorkflowEntrypoint } from "cloudflare:workers";
import type { Env } from "../../../workers/upkeep/manifest.ts";
import { KeptSteps } from "../lib/archive/kept-steps.ts";

/** Both counted from 1: an attempt of a step, and in it a moment before a call to a store, or before its answer. */
interface Moment {
	readonly attempt: number;
	readonly moment: number;
}

export interface Playing {
	readonly steps?: KeptSteps;
	/** Called at each moment: what it throws, the call throws. */
	readonly fail?: (at: Moment) => void;
	/** What goes on while the run sleeps. */
	readonly meanwhile?: () => Promise<void>;
}

/** Each call of each step fails once before it does anything, and once in place of its answer. */
export function failEachCall() {
	let faults = 0;
	const fail = ({ attempt, moment }: Moment) => {
		if (moment !== attempt) return;
		faults += 1;
		throw new Error("down");
	};
	return { fail, faults: () => faults };
}

/** Runs a Workflow as it is deployed, from its beginning or from where its steps are, until it ends or crashes. */
export async function playWorkflow<P>(
	{ prototype }: { readonly prototype: WorkflowEntrypoint<Env, P> },
	makeEnv: (happen: () => void) => Env,
	payload: P,
	{ steps = new KeptSteps(), fail = () => {}, meanwhile = async () => {} }: Playing,
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
	const event = { payload, instanceId: "i", timestamp: new Date(0), workflowName: "w" };
	// Only the platform may construct one.
	const workflow: WorkflowEntrypoint<Env, P> = Object.create(prototype, { env: { value: env } });
	const run = async () => void (await workflow.run(event, step));
	return { outcome: await steps.play(run), slept };
}
