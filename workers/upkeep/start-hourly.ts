import { type Runs, startOnce } from "./start-once.ts";

/** What a Workflow that an hourly job starts is told: the hour, in milliseconds since 1970. */
export interface HourlyParams {
	readonly at: number;
}

/** Starts the hour's run. */
export const startHourly = (runs: Runs<HourlyParams>, name: string, hour: number): Promise<void> =>
	startOnce(runs, `${name}-${new Date(hour).toISOString().slice(0, 13)}`, { at: hour });
