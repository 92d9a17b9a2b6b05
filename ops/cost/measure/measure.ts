import { readFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { type Account, startAccount } from "../../../local/account.ts";
import type { Plan } from "../../../plan/plan.ts";
import { addUsage, type Usage } from "../../../sizing/usage.ts";
import type { StackChoice } from "../../stack.ts";
import { makeTally, type Tally } from "./tally.ts";
import { type MeasuredRequest, makeRequests } from "./traffic.ts";

export interface MeasureOptions {
	readonly root: string;
	readonly plan: Plan;
	readonly choice: StackChoice;
	readonly requests: number;
	readonly progress: (text: string) => void;
}

/** What was counted, a request. */
export interface Measured {
	readonly requests: number;
	readonly perRequest: Usage;
}

const TENANTS = ["measured-1", "measured-2", "measured-3"];
const PATIENCE_MS = 60_000;

/** Runs the stack on this machine, sends it a small copy of its workload, and counts what the meters of its Workers count. */
export async function measureUsage({ root, plan, choice, requests, progress }: MeasureOptions): Promise<Measured> {
	const tally = makeTally();
	const front = await readFile(new URL("./front.js", import.meta.url), "utf8");
	const { stack = "dev" } = choice;
	const stackConfig = choice.stack === undefined ? { stackConfig: {} } : {};
	progress(`starting ${plan.stage} on this machine`);
	const account = await startAccount({ root, stack, ...stackConfig, stage: plan.stage, ephemeral: true, front, print: tally.read });
	try {
		const keys = await Promise.all(TENANTS.map((id) => createTenant(account, id)));
		await awaitCounts(tally, TENANTS.length, 0);
		const before = tally.counts();
		progress(`sending ${requests} requests`);
		const events = await sendAll(account, keys, makeRequests(plan.workload, requests));
		progress(`waiting for ${events} events`);
		await awaitCounts(tally, requests + TENANTS.length, events);
		return { requests, perRequest: toPerRequest(tally.counts(), before, requests) };
	} finally {
		await account.stop();
	}
}

async function createTenant(account: Account, id: string): Promise<string> {
	const headers = { authorization: `Bearer ${account.adminToken}`, "content-type": "application/json" };
	const response = await account.fetch("/admin/tenants", { method: "POST", headers, body: JSON.stringify({ id }) });
	const content: unknown = await response.json();
	if (typeof content === "object" && content !== null && "key" in content && typeof content.key === "string") return content.key;
	throw new Error(`tenant ${id} can't be created: ${response.status} ${JSON.stringify(content)}`);
}

/** One after another: what a cache learns from one request the next may use. Returns how many events were posted. */
async function sendAll(account: Account, keys: readonly string[], requests: readonly MeasuredRequest[]): Promise<number> {
	let events = 0;
	for (const [index, request] of requests.entries()) {
		const headers = { authorization: `Bearer ${keys[index % keys.length]}`, "content-type": request.type };
		const body = request.body === null ? {} : { body: request.body };
		const response = await account.fetch(request.path, { method: request.method, headers, ...body });
		await response.arrayBuffer();
		if (response.status >= 400 && response.status !== 404)
			throw new Error(`${request.method} ${request.path} was answered ${response.status}`);
		events += request.events;
	}
	return events;
}

/** Workers' lines come after their answers, and batches when their wait is over. */
async function awaitCounts(tally: Tally, points: number, events: number): Promise<void> {
	for (const since = Date.now(); Date.now() - since < PATIENCE_MS; await sleep(100)) {
		if (tally.points() >= points && tally.stored() >= events) return;
	}
	throw new Error(
		`after ${PATIENCE_MS / 1_000} s only ${tally.points()} of ${points} requests and ${tally.stored()} of ${events} events were counted`,
	);
}

const toPerRequest = (after: Usage, before: Usage, requests: number): Usage =>
	Object.fromEntries(Object.entries(addUsage(after, toNegative(before))).map(([name, count]) => [name, (count ?? 0) / requests]));

const toNegative = (usage: Usage): Usage => Object.fromEntries(Object.entries(usage).map(([name, count]) => [name, -(count ?? 0)]));
