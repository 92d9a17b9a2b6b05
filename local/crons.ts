import { Cron } from "croner";
import type { AccountParts } from "./account-parts.ts";

/** Calls a Worker's `scheduled` handler. */
export type Fire = (worker: string, cron: string, time: Date) => void;

/** Fires cron triggers at their times (UTC), as Miniflare doesn't. Returns what stops it. */
export function startCrons(parts: AccountParts, fire: Fire): () => void {
	const jobs = [...parts.crons].flatMap(([worker, crons]) =>
		crons.map((cron) => {
			// Cloudflare counts weekdays from 1 = Sunday: https://developers.cloudflare.com/workers/configuration/cron-triggers/ (2026-11-21).
			const options = { timezone: "Etc/UTC", alternativeWeekdays: true, unref: true, mode: "5-part" } as const;
			return new Cron(cron, options, (job: Cron) => fire(worker, cron, job.currentRun() ?? new Date()));
		}),
	);
	return () => {
		for (const job of jobs) job.stop();
	};
}
