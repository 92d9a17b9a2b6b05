import { ASSUMPTIONS as A } from "../assumptions.ts";
import { estimateHistory } from "../history.ts";
import type { SizedPlan } from "../sized-plan.ts";
import { type Traffic, toHitShare } from "../traffic.ts";
import type { Usage } from "../usage.ts";
import { OBJECT_GB } from "./gateway.ts";

/** Every statement looks at the fence; a record is found along its key (`workers/lib/shard-databases/shard-session.ts`). */
const READ_ROWS = 2;
/** A record replaced: the fence of both triggers, the conflict's row, whether the tenant leaves or has a history; one row written, since the key is the table. */
export const WRITE_ROWS = { read: 5, written: 1 } as const;
/** And its history: that one is kept, whether a restore writes, the key's newest change; what the record was. */
export const HISTORY_ROWS = { read: 3, written: 1 } as const;
/** A page reads its keys, then its rows (`LIST_RECORDS`, `toListEvents`). */
const PAGE_ROWS = 1 + 2 * A.listedRows.value;

/** Records and pages of events: `workers/app/`. */
export function estimateAppUsage(plan: SizedPlan, traffic: Traffic): Usage {
	const { knobs } = plan;
	const { changes } = estimateHistory(plan, traffic);
	const { requests, recordReads, listReads, eventReads, recordWrites } = traffic;
	const loads = recordReads * (1 - estimateRecordHits(knobs, traffic));
	// Where `app` runs beside the data no tier but memory and the data center's cache earns its price (`workers/lib/cache/tier-rule.ts`).
	const far = knobs.d1ReadLatency.placement === "none" && knobs.kvWriteRate.recordTtl > 0 ? A.farShare.value : 0;
	// Workers Cache bills each request to the Worker it stands before, by a service binding too (/workers/cache/, 2026-09-17).
	const cached = knobs.edge.pastEvents > 0 ? requests + eventReads : 0;
	const pages = listReads + eventReads;
	// A take and a put.
	const regional = loads * far * 2;
	return {
		workerRequests: cached,
		workerCpuMs: requests * A.appCpuMs.value + pages * A.pageCpuMs.value,
		kvReads: recordReads * far,
		kvWrites: recordWrites * far,
		objectRequests: regional,
		objectGbSeconds: regional * A.objectSeconds.value * OBJECT_GB,
		objectRowsRead: regional,
		objectRowsWritten: regional / 2,
		d1RowsRead: loads * READ_ROWS + pages * PAGE_ROWS + recordWrites * WRITE_ROWS.read + changes * HISTORY_ROWS.read,
		d1RowsWritten: recordWrites * WRITE_ROWS.written + changes * HISTORY_ROWS.written,
	};
}

/** Reads that a copy answers: hot records come again before their copy is too old, others don't. */
function estimateRecordHits({ kvWriteRate }: SizedPlan["knobs"], { recordReads, requests, tenantRate }: Traffic): number {
	const readRate = requests === 0 ? 0 : tenantRate * (recordReads / requests);
	return A.hotShare.value * toHitShare((readRate * A.hotShare.value) / A.hotRecords.value, kvWriteRate.recordTtl);
}
