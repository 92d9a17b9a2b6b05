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

/** One run of each `app`. */
export interface AppRuns<P> {
	readonly runs: Runs<P>;
	readonly name: string;
	/** The members of `APP`. */
	readonly apps: Iterable<string>;
	readonly toParams: (app: string) => P;
}

/** Starts the hour's run of each `app`: one run of all could call no more of them than one request may. */
export async function startByApp<P>({ runs, name, apps, toParams }: AppRuns<P>, hour: number): Promise<void> {
	for (const app of apps) await startOnce(runs, `${name}-${app}-${toHour(hour)}`, toParams(app));
}
