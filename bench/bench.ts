import type { Row } from "../terminal/table.ts";

/** What a bench found: `rows` are its table, the other fields stand beside it. All of it is JSON. */
export interface BenchResult {
	readonly rows?: readonly Row[];
	readonly [field: string]: unknown;
}

/** What `bench/<name>/bench.ts` exports as `run`: it gets what stands after the name on the command line, `--json` left out. */
export type RunBench = (values: readonly string[]) => Promise<BenchResult>;

/** Every bench there is, by the folder that has its `bench.ts`. */
export const BENCHES = {
	cache: "our cache hierarchy beside KV read-through, cachified and unstorage, over a key trace",
	counter: "our counter beside a value in KV that is read and written",
	gateway: "a cached read through gateway and app beside a Worker that only answers",
	limiter: "our rate limiter beside one that stores its whole map with each request",
	live: "a live room on one object beside one on a tree: sockets held, publish to last socket",
	meter: "a request with the meter beside one without",
	move: "a tenant that moves while clients write: the pause, and what is lost",
	program: "judging a stack with no engine: the stages, and a thousand databases",
	queue: "our event writer beside row by row and grouped inserts",
	soak: "events through gateway and queue with faults, each found exactly once",
} as const satisfies Readonly<Record<string, string>>;

export type BenchName = keyof typeof BENCHES;

export const isBenchName = (name: string): name is BenchName => Object.hasOwn(BENCHES, name);
