import { writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { z } from "zod";
import { run } from "../../bench/cache/bench.ts";
import { makeZipfTrace, readTrace } from "../../bench/cache/trace.ts";

const result = z.object({
	ratios: z.object({ plain: z.number(), cachified: z.number(), unstorage: z.number() }),
	rows: z.array(z.object({ cache: z.string(), "USD per million": z.number(), "origin calls": z.number(), "oldest s": z.number() })),
});

it("costs a tenth of KV read-through at most, asks the origin no more often, and is never staler than the bound", async () => {
	const { ratios, rows } = result.parse(await run(["--requests", "600", "--keys", "100", "--rate", "5", "--rounds", "1"]));
	for (const ratio of Object.values(ratios)) expect(ratio).toBeLessThanOrEqual(0.1);
	const ours = rows.find(({ cache }) => cache === "ours");
	expect(ours?.["USD per million"]).toBeGreaterThan(0);
	for (const row of rows) {
		expect(row["oldest s"]).toBeLessThanOrEqual(60.5);
		expect(ours?.["origin calls"]).toBeLessThanOrEqual(row["origin calls"] * 1.03);
	}
});

it("draws the same trace for the same seed, its first keys the most often", () => {
	const options = { requests: 5_000, keys: 100, exponent: 0.99, seed: 7 };
	const trace = makeZipfTrace(options);
	expect(trace).toEqual(makeZipfTrace(options));
	const count = (key: string) => trace.filter((one) => one === key).length;
	expect(count("key-0")).toBeGreaterThan(5 * count("key-50"));
});

it("reads a trace of one key a line", async () => {
	const folder = await mkdtemp(join(tmpdir(), "trace-"));
	const path = join(folder, "trace.txt");
	writeFileSync(path, "a\r\nb b\n\na\n");
	expect(readTrace(path)).toEqual(["a", "b b", "a"]);
	await rm(folder, { recursive: true });
});
