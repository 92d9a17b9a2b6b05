import { ASSUMPTIONS as A } from "./assumptions.ts";
import { countWorkers, type SizedPlan, shardsOf } from "./sized-plan.ts";
import type { Traffic } from "./traffic.ts";

/** What is kept of changes, so that a tenant can be restored: `workers/lib/restore/`, on all shards together. */
export interface History {
	/** Written down in a month, a row each; as many are forgotten. */
	readonly changes: number;
	/** Kept at the same time, before the daily run forgets those of a day. */
	readonly kept: number;
	readonly bytes: number;
}

const DAY = 86_400;
/** A day's changes wait for the run that forgets them. */
const WAIT_DAYS = 1;
/** A new record's change: its key, and that there was nothing. */
const NEW_BYTES = 100;
/** Of a replaced one beside its payload: key, JSON within JSON, and what a page leaves empty behind a long row. A record of 4 KB was kept in 5,050 bytes. */
const REPLACED_BYTES = 1_050;

export function estimateHistory({ knobs, workload }: SizedPlan, { recordWrites }: Traffic): History {
	const { keepHistory } = knobs.d1Size;
	if (keepHistory === 0) return { changes: 0, kept: 0, bytes: 0 };
	const months = Math.min(A.horizonMonths.value, (keepHistory / DAY + WAIT_DAYS) / A.daysPerMonth.value);
	const kept = recordWrites * months;
	const isNew = A.newRecordShare.value;
	return { changes: recordWrites, kept, bytes: kept * (isNew * NEW_BYTES + (1 - isNew) * (workload.payload + REPLACED_BYTES)) };
}

/** Changes that one query looks at, and queries of one call of `app` (`workers/lib/restore/prune-history.ts`, `workers/lib/shard-databases/page-databases.ts`). */
const PAGE = 2_000;
const QUERIES_A_CALL = 900;
/** A page's bound, and what of it is forgotten; of a shard, that it keeps a history, since when, and what is behind its last whole page. */
const PAGE_QUERIES = 2;
const SHARD_QUERIES = 4;

/** Calls of one `app`, each a step, in which the daily run forgets what is too old on its shards. */
export function estimateForgetCalls(plan: SizedPlan, { kept }: History): number {
	const apps = Math.max(1, countWorkers(plan, "app"));
	const queries = ((kept / PAGE) * PAGE_QUERIES + shardsOf(plan).length * SHARD_QUERIES) / apps;
	return Math.max(1, Math.ceil(queries / QUERIES_A_CALL));
}
