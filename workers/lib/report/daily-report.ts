import type { DeadLetterCounts } from "../dead-letters/count-dead-letters.ts";
import type { SeenShard } from "../shard-loads/list-shards.ts";
import type { DayUsage } from "../usage/sum-usage.ts";

export interface JobReport {
	readonly job: string;
	/** ISO 8601; null before the first good run. */
	readonly lastGood: string | null;
	readonly fault: string | null;
}

export interface RunReport {
	readonly id: string;
	readonly kind: string;
	readonly subject: string;
	readonly state: string;
	readonly fault: string | null;
}

/** What an operator wants to see of a day. Usage is the day's, sizes of shards are the last hour's; everything else is as it was when the report was made. */
export interface DailyReport {
	readonly day: string;
	readonly at: string;
	readonly stage: string;
	readonly tenants: Readonly<Record<string, number>>;
	readonly usage: DayUsage;
	readonly storage: { readonly databases: number; readonly bytes: number; readonly shards: readonly SeenShard[] };
	readonly deadLetters: DeadLetterCounts;
	readonly jobs: readonly JobReport[];
	/** Long work that began or ended that day. */
	readonly runs: readonly RunReport[];
}

/** `reports/2026-11-20.json` and `.md`, in the archive's bucket. */
export const toReportKeys = (day: string) => ({ json: `reports/${day}.json`, markdown: `reports/${day}.md` });
