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

/** Of the events queue, for all writers alike: one for four shards, as the stage 10m has one for five. */
const LANES = 2;

const WRITERS = ["ours", "storing", "grouped", "rowByRow"] as const;

/** Row by row takes minutes for what the others do in seconds: it gets this share of the events, and all are compared by the event. */
const toShare = (writer: (typeof WRITERS)[number]) => (writer === "rowByRow" ? 0.02 : 1);

/** Before the first round, so that it runs compiled code as all others do. */
const WARM_EVENTS = 5_000;

/** Our event writer beside one INSERT a message, grouped INSERTs and a floor, which only stores, on 8 shards with 3 partitions each. */
export async function run(values: readonly string[]): Promise<BenchResult> {
	const { values: options } = parseArgs({
		args: [...values],
		options: {
			events: { type: "string", default: "100000" },
			lanes: { type: "string", default: String(LANES) },
			rounds: { type: "string", default: "5" },
			seed: { type: "string", default: "1" },
		},
	});
	const rounds = Number(options.rounds);
	const events = Math.ceil(Number(options.events) / rounds);
	const worker = await startBenchWorker("bench/queue/worker.ts", { d1Databases: SHARDS });
	try {
		await migrate(worker);
		const measure = makeMeasure(worker, Number(options.lanes));
		for (const writer of WRITERS) await measure(writer, "warm", Math.ceil(WARM_EVENTS * toShare(writer)));
		const contenders = Object.fromEntries(
			WRITERS.map((writer) => [writer, (round: number) => measure(writer, String(round), Math.ceil(events * toShare(writer)))]),
		);
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
function makeMeasure(worker: BenchWorker, lanes: number) {
	let before = 0;
	return async (writer: string, round: string, events: number): Promise<Measured> => {
		const path = `/make?writer=${writer}&round=${writer}-${round}&events=${events}&before=${before}&lanes=${lanes}`;
		const { requests, ...made } = JSON.parse(await worker.fetch(path));
		before += requests;
		const [startedAt, cpuBefore] = [performance.now(), readChildrenCpu()];
		const counts = JSON.parse(await worker.fetch(`/write?writer=${writer}`));
		const [seconds, cpu] = [(performance.now() - startedAt) / 1_000, readChildrenCpu()];
		return { ...counts, ...made, events, seconds, cpuSeconds: cpu === null || cpuBefore === null ? null : cpu - cpuBefore };
	};
}
