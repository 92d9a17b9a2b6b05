import { readdirSync, readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { splitSql } from "../../local/api/split-sql.ts";
import type { BenchResult } from "../bench.ts";
import { type BenchWorker, startBenchWorker } from "../bench-worker.ts";

const DATABASES = { DIRECTORY: "directory", SHARD__POOL__WEUR__0: "shard", SHARD__POOL__WEUR__1: "shard" } as const;

/** A tenant moves from shard to shard while clients write: how long writes are refused, and what is there afterwards. */
export async function run(values: readonly string[]): Promise<BenchResult> {
	const { values: options } = parseArgs({
		args: [...values],
		options: { rows: { type: "string", default: "100000" }, clients: { type: "string", default: "4" } },
	});
	const query = `rows=${Number(options.rows)}&clients=${Number(options.clients)}`;
	const worker = await startBenchWorker("bench/move/worker.ts", { d1Databases: Object.keys(DATABASES), r2Buckets: ["ARCHIVE"] });
	try {
		for (const [name, folder] of Object.entries(DATABASES)) await migrate(worker, name, folder);
		await worker.fetch(`/open?${query}`);
		return JSON.parse(await worker.fetch(`/move?${query}`));
	} finally {
		await worker.stop();
	}
}

async function migrate(worker: BenchWorker, name: string, folder: string): Promise<void> {
	const files = new URL(`../../migrations/${folder}/`, import.meta.url);
	const database = await worker.miniflare.getD1Database(name);
	for (const file of readdirSync(files).sort())
		await database.batch(splitSql(readFileSync(new URL(file, files), "utf8")).map((sql) => database.prepare(sql)));
}
