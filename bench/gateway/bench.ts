import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { z } from "zod";
import { type Account, startAccount } from "../../local/account.ts";
import type { BenchResult } from "../bench.ts";
import { startBenchWorker } from "../bench-worker.ts";
import { runRounds } from "../run-rounds.ts";
import { toSummary } from "../summary.ts";
import { type Fired, fire } from "./fire.ts";
import { startFloor } from "./floor.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const PATH = "/v1/records/books/1";
/** Out of the way of one tenant that asks without end; the limits still count. */
const OVERRIDES = { rateLimits: { tenantPer10Seconds: 1_000_000 } };

const newTenant = z.object({ key: z.string() });

async function createTenant(account: Account): Promise<string> {
	const headers = { authorization: `Bearer ${account.adminToken}` };
	const created = await fetch(`${account.url}/admin/tenants`, { method: "POST", headers, body: JSON.stringify({ id: "bench" }) });
	return newTenant.parse(await created.json()).key;
}

async function writeRecord(account: Account, headers: Readonly<Record<string, string>>): Promise<void> {
	const body = JSON.stringify({ collection: "books", id: "1", title: "Emma" });
	const written = await fetch(account.url + PATH, { method: "PUT", headers: { ...headers, "content-type": "application/json" }, body });
	if (!written.ok) throw new Error(`the record wasn't written: ${written.status} ${await written.text()}`);
}

/**
 * A cached read through gateway and app, with all that they do for it, beside a Worker that only answers, and beside two floors of
 * this runtime: the same Worker behind a second one that only calls it, and behind one that asks a rate limit first.
 */
export async function run(values: readonly string[]): Promise<BenchResult> {
	const { values: options } = parseArgs({
		args: [...values],
		options: {
			stage: { type: "string", default: "1m" },
			seconds: { type: "string", default: "5" },
			connections: { type: "string", default: "32" },
			rounds: { type: "string", default: "5" },
			seed: { type: "string", default: "1" },
		},
	});
	const shots = { seconds: Number(options.seconds), connections: Number(options.connections) };
	const config = { "stagecraft:overrides": JSON.stringify(OVERRIDES) };
	const account = await startAccount({ root: ROOT, stack: "dev", stage: options.stage, ephemeral: true, config });
	const bare = await startBenchWorker("bench/gateway/worker/bare.ts", {});
	const floors = { twoWorkers: await startFloor({ limited: false }), twoWorkersAndLimit: await startFloor({ limited: true }) };
	try {
		const headers = { authorization: `Bearer ${await createTenant(account)}` };
		await writeRecord(account, headers);
		const fireAt = (url: URL) => () => fire(new URL(PATH, url).href, headers, shots);
		const contenders = {
			ours: fireAt(new URL(account.url)),
			bare: fireAt(await bare.miniflare.ready),
			twoWorkers: fireAt(await floors.twoWorkers.ready),
			twoWorkersAndLimit: fireAt(await floors.twoWorkersAndLimit.ready),
		};
		for (const warm of Object.values(contenders)) await warm();
		return toResult(await runRounds({ rounds: Number(options.rounds), seed: Number(options.seed), contenders }));
	} finally {
		await Promise.all([bare.stop(), account.stop(), ...Object.values(floors).map((floor) => floor.dispose())]);
	}
}

const toRounded = (value: number) => Number(value.toPrecision(4));

function toResult(measured: ReadonlyMap<string, readonly Fired[]>): BenchResult {
	const of = (name: string) => measured.get(name) ?? [];
	const rate = (name: string) => toSummary(of(name).map(({ requestsPerSecond }) => requestsPerSecond));
	const rows = [...measured].map(([worker, rounds]) => {
		const { median, low, high } = rate(worker);
		const p50Ms = toSummary(rounds.map((round) => round.p50Ms)).median;
		const p99Ms = toSummary(rounds.map((round) => round.p99Ms)).median;
		return { worker, requestsPerSecond: toRounded(median), low: toRounded(low), high: toRounded(high), p50Ms, p99Ms };
	});
	const perRound = (name: string, other: string) =>
		of(name).map(({ requestsPerSecond }, round) => requestsPerSecond / (of(other)[round]?.requestsPerSecond ?? Number.NaN));
	const ratio = (name: string, other: string) => toRounded(toSummary(perRound(name, other)).median);
	return {
		rows,
		ratios: {
			bare: ratio("ours", "bare"),
			twoWorkers: ratio("ours", "twoWorkers"),
			twoWorkersAndLimit: ratio("ours", "twoWorkersAndLimit"),
		},
		floors: { twoWorkers: ratio("twoWorkers", "bare"), twoWorkersAndLimit: ratio("twoWorkersAndLimit", "bare") },
	};
}
