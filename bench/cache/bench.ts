import { parseArgs } from "node:util";
import { z } from "zod";
import { estimateMicroUsd } from "../../sizing/prices.ts";
import type { Row } from "../../terminal/table.ts";
import type { BenchResult } from "../bench.ts";
import { type BenchWorker, startBenchWorker } from "../bench-worker.ts";
import { runRounds } from "../run-rounds.ts";
import { toQuantile, toSummary } from "../summary.ts";
import { makeZipfTrace, readTrace } from "./trace.ts";

const OPTIONS = {
	trace: { type: "string" },
	requests: { type: "string", default: "4000" },
	keys: { type: "string", default: "1000" },
	rate: { type: "string", default: "20" },
	bound: { type: "string", default: "60" },
	isolates: { type: "string", default: "4" },
	rounds: { type: "string", default: "3" },
	seed: { type: "string", default: "1" },
} as const;

const replayed = z.object({
	counts: z.record(z.string(), z.number()),
	originCalls: z.number(),
	originMs: z.number(),
	oldestMs: z.number(),
	milliseconds: z.array(z.number()),
});

type Replayed = z.infer<typeof replayed>;

interface Replay {
	readonly keys: readonly string[];
	readonly requestsPerSecond: number;
	readonly boundSeconds: number;
	readonly isolates: number;
	readonly seed: number;
}

/** What a trace costs at list price, and how it is answered, through our hierarchy, plain KV read-through and two libraries. */
export async function run(values: readonly string[]): Promise<BenchResult> {
	const { values: options } = parseArgs({ args: [...values], options: OPTIONS });
	const seed = Number(options.seed);
	const zipf = { requests: Number(options.requests), keys: Number(options.keys), exponent: 0.99, seed };
	const keys = options.trace === undefined ? makeZipfTrace(zipf) : readTrace(options.trace);
	const { rate, bound, isolates, rounds } = options;
	const replay = { keys, requestsPerSecond: Number(rate), boundSeconds: Number(bound), isolates: Number(isolates), seed };
	const worker = await startBenchWorker("bench/cache/worker.ts", { kvNamespaces: ["CACHE"], d1Databases: ["ORIGIN"] });
	try {
		await worker.fetch("/fill", JSON.stringify([...new Set(keys)]));
		return toResult(await measure(worker, replay, Number(rounds)), replay);
	} finally {
		await worker.stop();
	}
}

function measure(worker: BenchWorker, replay: Replay, rounds: number) {
	const contend = (contender: string) => async (round: number) => {
		const body = { ...replay, contender, round: `${contender}-${round}` };
		return replayed.parse(JSON.parse(await worker.fetch("/replay", JSON.stringify(body))));
	};
	const contenders = { ours: contend("ours"), plain: contend("plain"), cachified: contend("cachified"), unstorage: contend("unstorage") };
	return runRounds({ rounds, seed: replay.seed, contenders });
}

/** For a million requests: a single one costs less than a whole micro-dollar. */
const toCounts = (counts: Replayed["counts"], times: number) =>
	Object.fromEntries(Object.entries(counts).map(([name, count]) => [name, count * times]));

const toMedian = (runs: readonly Replayed[], read: (run: Replayed) => number) => toSummary(runs.map(read)).median;

function toResult(measured: ReadonlyMap<string, readonly Replayed[]>, { keys, boundSeconds }: Replay): BenchResult {
	const million = 1_000_000 / keys.length;
	const toUsd = ({ counts }: Replayed) => estimateMicroUsd(toCounts(counts, million)) / 1_000_000;
	const rows = [...measured].map(([name, runs]): Row => {
		const { median, low, high } = toSummary(runs.map(toUsd));
		return {
			cache: name,
			"USD per million": median,
			low,
			high,
			"origin calls": toMedian(runs, ({ originCalls }) => originCalls),
			"origin ms": toMedian(runs, ({ originMs }) => originMs),
			"hit ratio": 1 - toMedian(runs, ({ originCalls }) => originCalls) / keys.length,
			"p50 ms": toMedian(runs, ({ milliseconds }) => toQuantile(milliseconds, 0.5)),
			"p99 ms": toMedian(runs, ({ milliseconds }) => toQuantile(milliseconds, 0.99)),
			"oldest s": Math.max(...runs.map(({ oldestMs }) => oldestMs / 1_000)),
		};
	});
	const usd = (name: string) => toMedian(measured.get(name) ?? [], toUsd);
	const over = (name: string) => usd("ours") / usd(name);
	return {
		ratios: { plain: over("plain"), cachified: over("cachified"), unstorage: over("unstorage") },
		rows,
		requests: keys.length,
		boundSeconds,
	};
}
