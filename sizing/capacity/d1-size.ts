import { LIMITS } from "../limits.ts";
import { poolOf, type SizedPlan, shardsOf } from "../sized-plan.ts";
import { estimateStored } from "../stored.ts";
import type { Bottleneck } from "./bottleneck.ts";
import { cite } from "./bottleneck.ts";

const GB = 1e9;

/** New tenants go to the shard with the fewest (`workers/app/admin/create-tenant.ts`), so that shards are alike, tenants apart. */
const toMeanShare = (plan: SizedPlan) => 1 / Math.max(1, poolOf(plan).length);

export const d1Size: Bottleneck = {
	title: "D1 size",
	remedy: "older events to the archive sooner, a shorter history of records, then more shared databases",
	measure: (plan, traffic) => {
		const { eventsInDatabase, recordsInDatabase, historyInDatabase } = estimateStored(plan, traffic);
		const bytes = eventsInDatabase + recordsInDatabase + historyInDatabase;
		return [
			{
				what: "a shared database after half a year",
				demand: (bytes * toMeanShare(plan)) / GB,
				limit: LIMITS.d1Size.paid / GB,
				unit: "GB",
				source: cite(LIMITS.d1Size),
			},
			{
				what: "all databases after half a year",
				demand: bytes / GB,
				limit: LIMITS.d1Storage.paid / GB,
				unit: "GB",
				source: cite(LIMITS.d1Storage),
			},
			{
				what: "databases of the account",
				demand: shardsOf(plan).length + 1,
				limit: LIMITS.d1Databases.paid,
				unit: "databases",
				source: cite(LIMITS.d1Databases),
			},
		];
	},
};
