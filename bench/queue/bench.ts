import { readdirSync, readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { splitSql } from "../../local/api/split-sql.ts";
import type { BenchResult } from "../bench.ts";
import { type BenchWorker, startBenchWorker } from "../bench-worker.ts";
import { readChildrenCpu } from "../children-cpu.ts";
import { runRounds } from "../run-rounds.ts";
import { type Measured, toResult } from "./to-result.ts";

const SHARDS = Array.from({ length: 8 }, (_, index) => `pool-weur-${index}`);
const MIGRATIONS = new URL("../../migrations/shard/", import.meta.url);

/** Row by row takes minutes for what the others do in seconds: it gets this share of the events, and all are compared by the event. */
const ROW_BY_ROW_SHARE = 0.02;

/** Our event writer beside one INSERT a message, grouped INSERTs and a floor, which only stores, on 8 shards with 3 partitions each. */
export async function run(values: readonly string[]): Promise<BenchResult> {
	const { values: options } = parseArgs({
		args: [...values],
		options: {
			events: { type: "string", default: "100000" },
			rounds: { type: "string", default: "5" },
			seed: { type: "string", default: "1" },
		},
	});
	const rounds = Number(options.rounds);
	const events = Math.ceil(Number(options.events) / rounds);
	const worker = await startBenchWorker("bench/queue/worker.ts", { d1Databases: SHARDS });
	try {
		await migrate(worker);
		const measure = makeMeasure(worker);
		for (const writer of ["ours", "storing", "grouped", "rowByRow"]) await measure(writer, "warm", 100);
		const contenders = {
			ours: (round: number) => measure("ours", `o${round}`, events),
			storing: (round: number) => measure("storing", `s${round}`, events),
			grouped: (round: number) => measure("grouped", `g${round}`, events),
			rowByRow: (round: number) => measure("rowByRow", `r${round}`, Math.ceil(events * ROW_BY_ROW_SHARE)),
		};
		return toResult(await runRounds({ rounds, seed: Number(options.seed), contenders }));
	} finally {
		await worker.stop();
	}
}

async function migrate(worker: BenchWorker): Promise<void> {
	const statements = readdirSync(MIGRATIONS)
		.sort()
		.flatMap((file) => splitSql(readFileSync(new URL(file, MIGRATIONS), "utf8")));
	for (const shard of SHARDS) {
		const database = await worker.miniflare.getD1Database(shard);
		await database.batch(statements.map((sql) => database.prepare(sql)));
	}
	await worker.fetch("/open");
}

/** Messages are made before, and the clock is outside: workerd's own stands still while code runs. */
function makeMeasure(worker: BenchWorker) {
	let before = 0;
	return async (writer: string, round: string, events: number): Promise<Measured> => {
		const path = `/make?writer=${writer}&round=${writer}-${round}&events=${events}&before=${before}`;
		const { requests, ...made } = JSON.parse(await worker.fetch(path));
		before += requests;
		const [startedAt, cpuBefore] = [performance.now(), readChildrenCpu()];
		const counts = JSON.parse(await worker.fetch(`/write?writer=${writer}`));
		const [seconds, cpu] = [(performance.now() - startedAt) / 1_000, readChildrenCpu()];
		return { ...counts, ...made, events, seconds, cpuSeconds: cpu === null || cpuBefore === null ? null : cpu - cpuBefore };
	};
}
