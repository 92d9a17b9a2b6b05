import { readFileSync } from "node:fs";

/** Shares of calls or batches that go wrong. */
const FAULTS = {
	kv: 0.02,
	d1Overloaded: 0.003,
	d1OverloadedMs: 1_500,
	d1AnswerLost: 0.01,
	queue: 0.02,
	r2: 0.02,
	crashBefore: 0.02,
	crashAfter: 0.02,
	duplicate: 0.05,
} as const;

/** The module that stands before each Worker, with its faults. */
export function makeFront(seed: number): string {
	const source = readFileSync(new URL("./front.js", import.meta.url), "utf8");
	return source.replace("const FAULTS = {};", `const FAULTS = ${JSON.stringify({ seed, ...FAULTS })};`);
}
