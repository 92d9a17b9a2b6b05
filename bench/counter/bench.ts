import { parseArgs } from "node:util";
import { z } from "zod";
import { estimateMicroUsd } from "../../sizing/prices.ts";
import type { BenchResult } from "../bench.ts";
import { startBenchWorker } from "../bench-worker.ts";
import { runRounds } from "../run-rounds.ts";
import { toSummary } from "../summary.ts";

const answer = z.object({
	total: z.number(),
	counts: z.object({ objectRequests: z.number(), objectRowsWritten: z.number(), kvReads: z.number(), kvWrites: z.number() }),
});

type Measured = z.infer<typeof answer> & { readonly seconds: number };

const toRounded = (value: number) => Number(value.toPrecision(4));

/** Many increments at once on our counter, gathered and one by one, and on a value in KV that is read and written. */
export async function run(values: readonly string[]): Promise<BenchResult> {
	const { values: options } = parseArgs({
		args: [...values],
		options: {
			increments: { type: "string", default: "10000" },
			rounds: { type: "string", default: "3" },
			seed: { type: "string", default: "1" },
		},
	});
	const increments = Number(options.increments);
	const worker = await startBenchWorker("bench/counter/worker.ts", {
		durableObjects: { COUNTS: { className: "Counts", useSQLite: true } },
		kvNamespaces: ["KV"],
	});
	const measure = async (name: string, round: number): Promise<Measured> => {
		const startedAt = performance.now();
		const text = await worker.fetch(`/${name}?name=${name}-${round}&increments=${increments}`);
		return { ...answer.parse(JSON.parse(text)), seconds: (performance.now() - startedAt) / 1_000 };
	};
	try {
		const contenders = {
			ours: (round: number) => measure("ours", round),
			oursUngathered: (round: number) => measure("oursUngathered", round),
			kv: (round: number) => measure("kv", round),
		};
		const measured = await runRounds({ rounds: Number(options.rounds), seed: Number(options.seed), contenders });
		return toResult(measured, increments);
	} finally {
		await worker.stop();
	}
}

function toResult(measured: ReadonlyMap<string, readonly Measured[]>, increments: number): BenchResult {
	const rows = [...measured].map(([counter, rounds]) => {
		const microUsd = rounds.reduce((sum, { counts }) => sum + estimateMicroUsd(counts), 0) / rounds.length;
		return {
			counter,
			increments,
			lost: Math.max(...rounds.map(({ total }) => increments - total)),
			incrementsPerSecond: toRounded(increments / toSummary(rounds.map(({ seconds }) => seconds)).median),
			usdPerMillion: toRounded(microUsd / increments),
		};
	});
	const cost = (name: string) => rows.find(({ counter }) => counter === name)?.usdPerMillion ?? Number.NaN;
	return {
		rows,
		exact: [...measured].every(([name, rounds]) => name === "kv" || rounds.every(({ total }) => total === increments)),
		ratios: { kv: toRounded(cost("ours") / cost("kv")), kvUngathered: toRounded(cost("oursUngathered") / cost("kv")) },
	};
}
