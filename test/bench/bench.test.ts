import { execFile } from "node:child_process";
import { promisify } from "node:util";
import fc from "fast-check";
import { expect, it } from "vitest";
import { BENCHES } from "../../bench/bench.ts";
import { makeRandom, shuffle } from "../../bench/random.ts";
import { runRounds } from "../../bench/run-rounds.ts";
import { toQuantile, toSummary } from "../../bench/summary.ts";
import { toReport } from "../../bench/to-report.ts";
import { toTable } from "../../terminal/table.ts";
import { ROOT } from "../support/program.ts";

const bench = (...values: string[]) => promisify(execFile)(process.execPath, ["bench/run.ts", ...values], { cwd: ROOT });

it("names the benches there are to whoever asks for another", async () => {
	for (const values of [[], ["speed"], ["toString"]]) {
		const failed: unknown = await bench(...values).catch((error: unknown) => error);
		for (const name of Object.keys(BENCHES)) expect(failed).toMatchObject({ code: 2, stderr: expect.stringContaining(name) });
	}
});

it("prints one line of JSON where that is asked for", async () => {
	const { stdout } = await bench("meter", "--json", "--rounds", "1");
	expect(stdout.trimEnd().split("\n")).toHaveLength(1);
	expect(JSON.parse(stdout)).toMatchObject({ bench: "meter", ratios: { metered: expect.any(Number) }, rows: expect.any(Array) });
});

it("draws the same numbers for the same seed, evenly", () => {
	const draw = (seed: number) => Array.from({ length: 10_000 }, makeRandom(seed));
	expect(draw(7)).toEqual(draw(7));
	expect(draw(7).slice(0, 9)).not.toEqual(draw(8).slice(0, 9));
	const mean = draw(7).reduce((sum, value) => sum + value, 0) / 10_000;
	expect(Math.abs(mean - 0.5)).toBeLessThan(0.02);
});

it("shuffles without loss", () => {
	fc.assert(
		fc.property(fc.array(fc.integer()), fc.integer(), (values, seed) => {
			expect(shuffle(values, makeRandom(seed)).sort()).toEqual([...values].sort());
		}),
	);
});

it("runs every contender once a round, each other round in the reversed order", async () => {
	const order: string[] = [];
	const contender = (name: string) => async (round: number) => {
		order.push(name);
		return round;
	};
	const contenders = { a: contender("a"), b: contender("b"), c: contender("c") };
	const measured = await runRounds({ rounds: 4, seed: 3, contenders });
	expect([...measured]).toEqual(["a", "b", "c"].map((name) => [name, [0, 1, 2, 3]]));
	const rounds = [0, 3, 6, 9].map((start) => order.slice(start, start + 3));
	expect([rounds[1], rounds[3]]).toEqual([rounds[0]?.toReversed(), rounds[2]?.toReversed()]);
});

it("takes the middle and the quartiles", () => {
	expect(toSummary([5, 1, 4, 2, 3])).toEqual({ median: 3, low: 2, high: 4 });
	expect(toQuantile([1, 2], 0.5)).toBe(1.5);
	expect(toQuantile([], 0.5)).toBeNaN();
});

it("aligns numbers to the right and words to the left", () => {
	const rows = [
		{ case: "a", rate: 1_234_567 },
		{ case: "longer", rate: 0.123456 },
	];
	expect(toTable(rows)).toBe("case         rate\na       1,234,567\nlonger     0.1235");
	expect(toReport({ rows, lost: 0 })).toContain("\n\nlost: 0");
});
