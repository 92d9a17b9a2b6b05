import { spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { availableParallelism, tmpdir } from "node:os";
import { join, relative } from "node:path";
import { Readable, type Writable } from "node:stream";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { stringify } from "yaml";
import { z } from "zod";
import type { BenchResult } from "../bench.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const STAGES = ["launch", "10k", "100k", "1m", "10m"] as const;
const KILOBYTE = 1_024;

/** What a run of `npm run policy` on a stack of that size may take on two cores. */
const BOUNDS = { databases: 1_000, seconds: 6, megabytes: 800 } as const;

const usage = z.object({ maxRSS: z.number(), userCPUTime: z.number(), systemCPUTime: z.number() });
const report = z.object({ resources: z.number(), refused: z.boolean() });

/** Time and memory of judging a stack with no engine: each stage, and one with a thousand tenants that have a database each. */
export async function run(values: readonly string[]): Promise<BenchResult> {
	const { values: options } = parseArgs({
		args: [...values],
		options: { databases: { type: "string", default: String(BOUNDS.databases) } },
	});
	const folder = await mkdtemp(join(tmpdir(), "stagecraft-program-"));
	try {
		const databases = Number(options.databases);
		await writeStacks(folder, databases);
		const rows = [];
		for (const stage of STAGES) rows.push(await judge(folder, stage));
		const large = await judge(folder, "large");
		return {
			rows: [...rows, { ...large, stack: `1m and ${databases} databases` }],
			bounds: BOUNDS,
			kept: large.seconds <= BOUNDS.seconds && large["MB at most"] <= BOUNDS.megabytes,
			cores: availableParallelism(),
		};
	} finally {
		await rm(folder, { recursive: true });
	}
}

/** A project of its own whose program is ours. */
async function writeStacks(folder: string, databases: number): Promise<void> {
	await writeFile(join(folder, "Pulumi.yaml"), stringify({ name: "stagecraft", main: relative(folder, join(ROOT, "index.ts")) }));
	const tenants = Array.from({ length: databases }, (_, index) => ({ id: `tenant-${index}`, region: "weur" }));
	const stacks = [...STAGES.map((stage) => [stage, { stage }] as const), ["large", { stage: "1m", tenants }] as const];
	for (const [name, settings] of stacks) {
		const config = Object.fromEntries(Object.entries(settings).map(([key, value]) => [`stagecraft:${key}`, value]));
		await writeFile(join(folder, `Pulumi.${name}.yaml`), stringify({ config }));
	}
}

async function judge(folder: string, stack: string) {
	const startedAt = performance.now();
	const args = ["--import", join(ROOT, "bench/program/usage.js"), join(ROOT, "policy/run.ts"), "--stack", stack, "--json"];
	const child = spawn(process.execPath, args, { cwd: folder, stdio: ["ignore", "pipe", "inherit", "pipe"] });
	const [text, taken] = await Promise.all([child.stdio[1], child.stdio[3]].map(readAll));
	const seconds = (performance.now() - startedAt) / 1_000;
	const { resources } = report.parse(JSON.parse(text ?? ""));
	const { maxRSS, userCPUTime, systemCPUTime } = usage.parse(JSON.parse(taken ?? ""));
	return { stack, resources, seconds, "CPU seconds": (userCPUTime + systemCPUTime) / 1e6, "MB at most": (maxRSS * KILOBYTE) / 1e6 };
}

async function readAll(stream: Readable | Writable | null | undefined): Promise<string> {
	if (!(stream instanceof Readable)) return "";
	return Buffer.concat(await stream.toArray()).toString();
}
