import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { type Check, checkAll } from "./check.ts";
import { type Counts, callAs, type TenantLedger } from "./tenant-ledger.ts";
import type { World } from "./world.ts";

const stats = z.object({
	has: z.object({ records: z.number() }),
	total: z.object({
		requests: z.number(),
		reads: z.number(),
		writes: z.number(),
		events: z.number(),
		recordsCreated: z.number(),
		bytesIn: z.number(),
	}),
});

const NAMES = ["requests", "reads", "writes", "events", "recordsCreated", "bytesIn"] as const satisfies readonly (keyof Counts)[];

/**
 * What each tenant's counters say of all that it ever did. A Worker gathers for `gatherMs` before it counts, and no answer waits for that: so
 * this does.
 */
export async function checkCounters(world: World, settleMs: number): Promise<Check> {
	await sleep(settleMs);
	const faults = await Promise.all(world.tenants.map((ledger) => findWrongCounts(world, ledger)));
	return checkAll("counters, exact", world.tenants.length * NAMES.length, faults.flat());
}

async function findWrongCounts({ client }: World, ledger: TenantLedger): Promise<readonly string[]> {
	const expected = { ...ledger.counts };
	const doubtful = ledger.doubtful;
	const { text } = await callAs(client, ledger, { method: "GET", path: "/v1/stats?fresh=true" });
	const { total, has } = stats.parse(JSON.parse(text));
	const wrong = NAMES.filter((name) => total[name] !== expected[name] && (doubtful === 0 || total[name] < expected[name]));
	return [
		...wrong.map((name) => `${ledger.id}: ${name} should be ${expected[name]}, is ${total[name]}`),
		...(has.records === ledger.records.size ? [] : [`${ledger.id}: has ${has.records} records, should have ${ledger.records.size}`]),
	];
}
