import { setTimeout as sleep } from "node:timers/promises";
import { toMilliseconds } from "../../config/units.ts";
import type { NewConfig } from "../../local/running-account.ts";
import type { Plan } from "../../plan/plan.ts";
import { findResourceChanges, type ResourceChange } from "../plan/resource-changes.ts";
import type { Window } from "./check-requests.ts";
import type { World } from "./world.ts";

export interface StageChange {
	readonly window: Window;
	/** How much of it went on waiting for what runs after answers. */
	readonly settleMs: number;
	readonly resources: readonly ResourceChange[];
}

/** Far more than a Worker takes to write what it gathered. */
const MARGIN_MS = 1_000;

/** What a Worker does after its answers isn't seen from outside; at Cloudflare it goes on for 30 seconds whatever is deployed. */
export const toSettleMs = ({ knobs }: Plan): number => toMilliseconds(knobs.counters.gather) + MARGIN_MS;

/** Changes the stage of the running account under its traffic, as `pulumi up` would with another `stagecraft:stage`. */
export async function changeStage({ account, door }: World, from: Plan, config: NewConfig): Promise<StageChange> {
	const settleMs = toSettleMs(from);
	let start = 0;
	try {
		const { before, after } = await account.reload(config, async () => {
			start = performance.now();
			await door.close();
			await sleep(settleMs);
		});
		return { window: { start, end: performance.now() }, settleMs, resources: findResourceChanges(before, after) };
	} finally {
		door.open();
	}
}
