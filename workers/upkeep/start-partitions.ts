import type { PartitionsParams } from "./manifest.ts";
import { type Runs, startOnce } from "./start-once.ts";

const HOUR = 3_600_000;

/** Starts the hour's run. */
export const startPartitions = (runs: Runs<PartitionsParams>, at: number): Promise<void> =>
	startOnce(runs, `partitions-${new Date(at - (at % HOUR)).toISOString().slice(0, 13)}`, { at });
