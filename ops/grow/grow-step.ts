import { setTimeout as sleep } from "node:timers/promises";
import type { Stage } from "../../config/settings.ts";
import { LocalError } from "../../local/local-error.ts";
import type { NewConfig } from "../../local/running-account.ts";
import type { Plan } from "../../plan/plan.ts";
import { changeStage, type StageChange, toSettleMs } from "./change-stage.ts";
import { type Check, checkAll } from "./check.ts";
import { checkCounters } from "./check-counters.ts";
import { checkData } from "./check-data.ts";
import { checkRequests, type Requests, summarizeRequests } from "./check-requests.ts";
import type { GrowthStack } from "./growth-stack.ts";
import { proveFeatures } from "./prove-features.ts";
import { startTraffic } from "./traffic.ts";
import type { World } from "./world.ts";

/** What a change of stage came to. */
export interface Step {
	readonly from: Stage;
	readonly to: Stage;
	readonly checks: readonly Check[];
	readonly change: StageChange;
	readonly requests: Requests;
	readonly unproved: readonly string[];
}

export interface StepOptions {
	readonly world: World;
	readonly stack: GrowthStack;
	readonly before: Plan;
	readonly to: Stage;
	readonly seconds: number;
	readonly say: (message: string) => void;
}

/**
 * Goes to another stage under traffic, then looks for all that was ever written. Where a plain change would take away what holds data, it
 * first proves that it is refused, and then goes there with that kept.
 */
export async function growStep({ world, stack, before, to, seconds, say }: StepOptions): Promise<Step & { readonly after: Plan }> {
	const { stage: from } = before;
	const sent = world.client.attempts.length;
	say(`${from} → ${to}: traffic`);
	const stopTraffic = startTraffic(world, `at-${from}`);
	const { refusal, change, after } = await underTraffic(async () => {
		await sleep((seconds / 2) * 1_000);
		const plain = stack.planOf(to);
		const lost = findLost(before, plain);
		const refusal = lost.length === 0 ? [] : [await checkRefusal(world, toConfig(to, stack.overrides), lost)];
		const overrides = lost.length === 0 ? stack.overrides : stack.keepWhatHoldsData(before);
		say(`${from} → ${to}: waiting for queues to empty, then starting anew`);
		const change = await changeStage(world, before, toConfig(to, overrides));
		await sleep((seconds / 2) * 1_000);
		return { refusal, change, after: stack.planOf(to, overrides) };
	}, stopTraffic);
	const requests = summarizeRequests(world.client.attempts.slice(sent), change.window);
	say(`${from} → ${to}: proving what is new`);
	const proofs = await proveFeatures({ world, before, after });
	say(`${from} → ${to}: looking for everything`);
	const checks = [
		...refusal,
		checkKept(change),
		...checkRequests(requests, change.window, world),
		...(await checkData(world)),
		await checkCounters(world, toSettleMs(after)),
		...proofs.checks,
	];
	return { from, to, checks, change, requests, unproved: proofs.unproved, after };
}

async function underTraffic<T>(run: () => Promise<T>, stop: () => Promise<void>): Promise<T> {
	try {
		return await run();
	} finally {
		await stop();
	}
}

/** With the overrides in any case: those of a step before would stay. */
const toConfig = (stage: Stage, overrides: Readonly<Record<string, unknown>>): NewConfig => ({
	stage,
	config: { "stagecraft:overrides": JSON.stringify(overrides) },
});

/** What holds data at one stage and has no place at the other: databases and queues. */
function findLost(before: Plan, after: Plan): readonly string[] {
	const toNames = ({ d1, queues, kv, r2 }: Plan) => [...d1, ...queues, ...kv, ...r2].map(({ name }) => name);
	const there = new Set(toNames(after));
	return toNames(before).filter((name) => !there.has(name));
}

/** The program is refused before anything is touched; the traffic goes on. */
async function checkRefusal({ account }: World, config: NewConfig, lost: readonly string[]): Promise<Check> {
	const what = `going to ${config.stage} is refused for what holds data`;
	try {
		await account.reload(config);
	} catch (error) {
		if (!(error instanceof LocalError && error.code === "protected")) throw error;
		const named = new Set(/^(.*?): protected/.exec(error.message)?.[1]?.split(", "));
		return checkAll(
			what,
			lost.length,
			lost.filter((name) => ![...named].some((one) => name.endsWith(one.replace(/^[a-z0-9]+-/, "")))),
		);
	}
	return { what, expected: "refused", found: "done", ok: false, faults: lost.map((name) => `${name} would be gone`) };
}

function checkKept({ resources }: StageChange): Check {
	const lost = resources.filter(({ losesData }) => losesData).map(({ kind, name }) => `${kind} ${name}`);
	return checkAll("resources changed, none that holds data lost", resources.length, lost);
}
