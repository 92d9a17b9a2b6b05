import type { PartitionsParams } from "./manifest.ts";
import { type Runs, startOnce } from "./start-once.ts";

/** What a Workflow that an hourly job starts is told: the hour, in milliseconds since 1970. */
export interface HourlyParams {
	readonly at: number;
}

/** Starts the hour's run. */
export const startHourly = (runs: Runs<HourlyParams>, name: string, hour: number): Promise<void> =>
	startOnce(runs, `${name}-${toHour(hour)}`, { at: hour });

/** `2026-11-21T03` */
const toHour = (at: number) => new Date(at).toISOString().slice(0, 13);

/** Starts the hour's run of each `app`: one run of all could call no more of them than one request may. */
export async function startPartitions(runs: Runs<PartitionsParams>, apps: Iterable<string>, hour: number): Promise<void> {
	for (const app of apps) await startOnce(runs, `partitions-${app}-${toHour(hour)}`, { at: hour, app });
}
