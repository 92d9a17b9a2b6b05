import { ASSUMPTIONS as A } from "./assumptions.ts";
import { estimateHistory } from "./history.ts";
import type { SizedPlan } from "./sized-plan.ts";
import type { Traffic } from "./traffic.ts";

/** Bytes that stand after {@link A.horizonMonths} of the load, all tenants together. */
export interface Stored {
	readonly eventsInDatabase: number;
	readonly recordsInDatabase: number;
	/** What records were before they changed. */
	readonly historyInDatabase: number;
	/** Packed events that left the databases. */
	readonly archive: number;
	readonly files: number;
	/** Files that come in a month. */
	readonly filesPerMonth: number;
}

const DAY = 86_400;
export const PARTITION_DAYS = { month: 30, week: 7, day: 1 } as const;
const EXPIRED = 0;

export function estimateStored(plan: SizedPlan, traffic: Traffic): Stored {
	const { workload, knobs } = plan;
	const [months, days] = [A.horizonMonths.value, A.daysPerMonth.value];
	// A partition leaves whole, and once it ended: the last of its events wait for as long as it is wide.
	const inDatabase = Math.min(months, (knobs.d1Size.keepInDatabase / DAY + PARTITION_DAYS[knobs.d1Size.partition]) / days);
	const inArchive = Math.min(months - inDatabase, Math.max(EXPIRED, knobs.r2Throughput.archiveExpiresAfter / DAY / days));
	const eventsPerMonth = traffic.events * traffic.eventBytes;
	const recordsPerMonth = traffic.recordWrites * workload.payload * A.newRecordShare.value;
	const filesPerMonth = Math.max(0, workload.tenants * workload.keptPerTenantMonth - eventsPerMonth - recordsPerMonth);
	return {
		eventsInDatabase: eventsPerMonth * inDatabase,
		recordsInDatabase: recordsPerMonth * months,
		historyInDatabase: estimateHistory(plan, traffic).bytes,
		archive: eventsPerMonth * inArchive * A.gzip.value,
		files: filesPerMonth * months,
		filesPerMonth: filesPerMonth / A.fileBytes.value,
	};
}
