import { WorkflowEntrypoint, type WorkflowEvent, type WorkflowStep } from "cloudflare:workers";
import { toShardName } from "../lib/counter/counter-object.ts";
import { readCounter } from "../lib/counter/read-counter.ts";
import { markJob, readJob } from "../lib/cron/d1-cron-store.ts";
import { guardDirectory } from "../lib/d1/guard-directory.ts";
import { restrictObjects } from "../lib/objects/restrict-objects.ts";
import { type RollUpOptions, rollUpPage } from "../lib/usage/roll-up-usage.ts";
import { listUsageDays } from "../lib/usage/usage-days.ts";
import type { Env, UsageParams } from "./manifest.ts";

/** A step reads so many counters: far below what a step's subrequests may be. */
const PAGE = 500;

/** Where a roll-up that came to its end is remembered: one that was only started may have failed. */
const DONE = "usage rolled up";

/** Stores every tenant's totals of the days that may have changed since the last roll-up; a page of tenants is a step. */
export class RollUpUsage extends WorkflowEntrypoint<Env, UsageParams> {
	override async run({ payload: { at }, instanceId }: Readonly<WorkflowEvent<UsageParams>>, step: WorkflowStep): Promise<void> {
		const env = guardDirectory(this.env, { requestId: instanceId });
		const { DIRECTORY } = env;
		const days = await step.do("days", async () => listUsageDays(at, (await readJob(DIRECTORY, DONE))?.lastGood ?? null));
		for (const day of days) {
			let after: string | null = "";
			for (let page = 0; after !== null; page++) {
				const start: string = after;
				after = await step.do(`${day}, page ${page}`, () => rollUpPage(toOptions(env), day, start));
			}
		}
		await step.do("done", () => markJob(DIRECTORY, DONE, at));
	}
}

function toOptions({ COUNTER, DIRECTORY }: Env): RollUpOptions {
	const readUsage: RollUpOptions["readUsage"] = async ({ id, location }, day) => {
		const counters = restrictObjects(COUNTER, location);
		return (await readCounter((shard) => counters.getByName(toShardName(id, shard))))[day] ?? {};
	};
	return { directory: DIRECTORY, readUsage, pageSize: PAGE };
}
