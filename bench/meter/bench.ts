import { parseArgs } from "node:util";
import type { BenchResult } from "../bench.ts";
import { startBenchWorker } from "../bench-worker.ts";
import { runRounds } from "../run-rounds.ts";
import { toSummary } from "../summary.ts";

/** Requests a round: many in one call, as workerd's clock stands still within a request and a call has its own cost. */
const CASES = { bare: 200, metered: 200, bareInstant: 20_000, meteredInstant: 20_000 } as const;

/** Time of a request with the meter and without, on real bindings and on ones that answer at once. */
export async function run(values: readonly string[]): Promise<BenchResult> {
	const { values: options } = parseArgs({
		args: [...values],
		options: { rounds: { type: "string", default: "12" }, seed: { type: "string", default: "1" } },
	});
	const worker = await startBenchWorker("bench/meter/worker.ts", { kvNamespaces: ["CACHE"], d1Databases: ["DATABASE"] });
	const measure = async (name: keyof typeof CASES) => {
		const startedAt = performance.now();
		await worker.fetch(`/${name}?times=${CASES[name]}`);
		return ((performance.now() - startedAt) * 1_000) / CASES[name];
	};
	try {
		for (const name of ["bare", "metered", "bareInstant", "meteredInstant"] as const) await measure(name);
		const contenders = {
			bare: () => measure("bare"),
			metered: () => measure("metered"),
			bareInstant: () => measure("bareInstant"),
			meteredInstant: () => measure("meteredInstant"),
		};
		return toResult(await runRounds({ rounds: Number(options.rounds), seed: Number(options.seed), contenders }));
	} finally {
		await worker.stop();
	}
}

function toResult(measured: ReadonlyMap<string, readonly number[]>): BenchResult {
	const rows = [...measured].map(([name, samples]) => {
		const { median, low, high } = toSummary(samples);
		return { case: name, "µs a request": median, low, high };
	});
	const median = (name: string) => toSummary(measured.get(name) ?? []).median;
	return {
		rows,
		ratios: { metered: median("metered") / median("bare") },
		overheadMicroseconds: median("meteredInstant") - median("bareInstant"),
	};
}
