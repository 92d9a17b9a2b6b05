import { readFileSync } from "node:fs";
import { makeRandom } from "../random.ts";

export interface ZipfOptions {
	readonly requests: number;
	readonly keys: number;
	/** How much likelier the first keys are; 0.99 as in YCSB (Cooper et al., SoCC 2010). */
	readonly exponent: number;
	readonly seed: number;
}

/** Keys in the order of their requests; the k-th is asked for in proportion to k^-exponent. */
export function makeZipfTrace({ requests, keys, exponent, seed }: ZipfOptions): readonly string[] {
	const random = makeRandom(seed);
	const sums: number[] = [];
	for (let rank = 1; rank <= keys; rank += 1) sums.push((sums.at(-1) ?? 0) + rank ** -exponent);
	const total = sums.at(-1) ?? 0;
	return Array.from({ length: requests }, () => {
		const draw = random() * total;
		const rank = sums.findIndex((sum) => draw < sum);
		return `key-${rank}`;
	});
}

/** A trace file: one key a line. */
export const readTrace = (path: string): readonly string[] =>
	readFileSync(path, "utf8")
		.split("\n")
		.map((line) => line.trim())
		.filter((line) => line !== "");
