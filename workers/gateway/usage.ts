import type { Budget } from "../lib/budget/make-budget.ts";
import { sleep } from "../lib/concurrency/sleep.ts";
import { makeCounterState } from "../lib/counter/counter-state.ts";
import type { Counts } from "../lib/counter/counts.ts";
import { makeCounter } from "../lib/counter/make-counter.ts";
import { readCounter } from "../lib/counter/read-counter.ts";
import type { KeyEntry } from "../lib/directory/key-entry.ts";
import { logError } from "../lib/log-error.ts";
import { toDay } from "../lib/time/day.ts";
import { toCounterObject } from "./counter-object.ts";
import type { GatewayContext } from "./gateway-env.ts";
import { ACCOUNT } from "./tenant-budget.ts";
import { toBilledUnits, toUsage } from "./to-usage.ts";

/** What the requests of this isolate gathered. */
const state = makeCounterState();

type Owner = Pick<KeyEntry, "tenant" | "location">;

function toCounter(c: GatewayContext, owner: Owner, budget: Budget | null) {
	const { shards, gatherMs } = c.env.SETTINGS.counters;
	const { tenant: name, location } = owner;
	const scope = owner === ACCOUNT ? "account" : "tenant";
	return makeCounter({
		state,
		name,
		location,
		shards,
		gatherMs,
		toObject: (shard) => toCounterObject(c.env.COUNTER, owner, shard),
		now: Date.now,
		sleep,
		random: Math.random,
		makeId: () => crypto.randomUUID(),
		waitUntil: (promise) => c.executionCtx.waitUntil(promise),
		onError: (what, error) => logError(what, error, { requestId: c.get("requestId"), tenant: name }),
		onSums: (sums) => budget?.hear(scope, sums),
	});
}

/** Counts the request after it was answered, for its tenant and, where there are budgets, for all. */
export function countUsage(c: GatewayContext, entry: KeyEntry, response: Response, budget: Budget | null): void {
	const billed = toBilledUnits(c, response);
	toCounter(c, entry, budget).add({ ...toUsage(c, response), ...billed });
	if (!budget || Object.keys(billed).length === 0) return;
	budget.use(billed);
	toCounter(c, ACCOUNT, budget).add(billed);
}

export const readCounts = (c: GatewayContext, entry: KeyEntry) => readCounter((shard) => toCounterObject(c.env.COUNTER, entry, shard));

const NONE = { requests: 0, reads: 0, writes: 0, events: 0, bytesIn: 0 } as const satisfies Counts;

/** `GET /v1/usage`: what was counted today until now, without this request. */
export async function readUsage(c: GatewayContext, entry: KeyEntry): Promise<Response> {
	const day = toDay(Date.now());
	const counts = (await readCounts(c, entry))[day] ?? {};
	const usage = Object.fromEntries(Object.keys(NONE).map((metric) => [metric, counts[metric] ?? 0]));
	return c.json({ tenant: entry.tenant, day, usage });
}
