import type { Knobs } from "../../config/knobs.ts";
import type { JsonObject } from "../../local/json.ts";
import { isJsonObject } from "../../local/json.ts";
import { checkAll } from "./check.ts";
import { readSettings } from "./deployed.ts";
import type { Probe } from "./probe.ts";

type Bound = readonly [worker: string, path: string, value: (knobs: Knobs) => unknown];

const DAY = 86_400;

/** Where a Worker reads a knob, in its own words. */
const BOUND: Readonly<Record<string, Bound>> = {
	"d1ReadLatency.replication": ["app", "readReplicas", (knobs) => knobs.d1ReadLatency.replication === "auto"],
	"d1Size.partition": ["app", "partitionWidth", (knobs) => knobs.d1Size.partition],
	"d1Size.keepInDatabase": ["upkeep", "keepInDatabaseDays", (knobs) => Math.floor(knobs.d1Size.keepInDatabase / DAY)],
	"d1Size.fullAt": ["app", "shardFullBytes", (knobs) => knobs.d1Size.fullAt],
	"d1Size.partitionsAhead": ["upkeep", "partitionsAhead", (knobs) => knobs.d1Size.partitionsAhead],
	"kvReadLatency.keyMemory": ["gateway", "keyMemorySeconds", (knobs) => knobs.kvReadLatency.keyMemory],
	"kvReadLatency.keyKv": ["gateway", "keyKvSeconds", (knobs) => knobs.kvReadLatency.keyKv],
	"kvReadLatency.hotRead": ["gateway", "hotReadSeconds", (knobs) => knobs.kvReadLatency.hotRead],
	"kvReadLatency.recordMemory": ["app", "recordMemorySeconds", (knobs) => knobs.kvReadLatency.recordMemory],
	"kvReadLatency.tagMemory": ["app", "tagMemorySeconds", (knobs) => knobs.kvReadLatency.tagMemory],
	"kvWriteRate.recordTtl": ["app", "recordCacheSeconds", (knobs) => knobs.kvWriteRate.recordTtl],
	"workerMemory.keysInMemory": ["gateway", "keysInMemory", (knobs) => knobs.workerMemory.keysInMemory],
	"workerMemory.recordsInMemory": ["app", "recordMemoryBytes", (knobs) => knobs.workerMemory.recordsInMemory],
	"live.socketsPerNode": ["objects", "live.socketsPerNode", (knobs) => knobs.live.socketsPerNode],
	"live.fanOut": ["objects", "live.fanOut", (knobs) => knobs.live.fanOut],
	"jobs.chunk": ["objects", "jobs.chunkBytes", (knobs) => knobs.jobs.chunk],
	"jobs.perTenant": ["objects", "jobs.perTenant", (knobs) => knobs.jobs.perTenant],
	"sessions.idle": ["gateway", "session.idleSeconds", (knobs) => knobs.sessions.idle],
	"counters.shards": ["gateway", "counters.shards", (knobs) => knobs.counters.shards],
	"counters.gather": ["gateway", "counters.gatherMs", (knobs) => Math.round(knobs.counters.gather * 1_000)],
	"counters.snapshotEvery": ["objects", "snapshotSeconds", (knobs) => knobs.counters.snapshotEvery],
	"budget.mode": ["gateway", "budget.mode", (knobs) => knobs.budget.mode],
	"budget.period": ["gateway", "budget.period", (knobs) => knobs.budget.period],
	"budget.tenantRowsWritten": ["gateway", "budget.tenant.rowsWritten", (knobs) => knobs.budget.tenantRowsWritten],
	"budget.tenantKvWrites": ["gateway", "budget.tenant.kvWrites", (knobs) => knobs.budget.tenantKvWrites],
	"budget.tenantQueueOperations": ["gateway", "budget.tenant.queueOperations", (knobs) => knobs.budget.tenantQueueOperations],
	"budget.accountRowsWritten": ["gateway", "budget.account.rowsWritten", (knobs) => knobs.budget.accountRowsWritten],
	"budget.accountKvWrites": ["gateway", "budget.account.kvWrites", (knobs) => knobs.budget.accountKvWrites],
	"budget.accountQueueOperations": ["gateway", "budget.account.queueOperations", (knobs) => knobs.budget.accountQueueOperations],
	"observability.metrics": ["gateway", "metricsSampleRate", (knobs) => knobs.observability.metrics],
	"edge.pastEventsInDataCenter": ["app", "pastEventsDataCenterSeconds", (knobs) => knobs.edge.pastEventsInDataCenter],
};

/** Every knob that a Worker reads as it is: each version that runs has the new stage's value bound. */
export const BOUND_KNOBS: Probe = {
	knobs: Object.keys(BOUND),
	prove: async ({ world, after }) => {
		const faults = Object.entries(BOUND).flatMap(([knob, [worker, path, toValue]]) => {
			const [expected, settings] = [toValue(after.knobs), readSettings(world, worker)];
			const found = settings.map((one) => readPath(one, path.split(".")));
			if (found.length > 0 && found.every((value) => value === expected)) return [];
			return [`${knob}: ${worker} has ${path} ${found.join(", ")} instead of ${String(expected)}`];
		});
		return checkAll("knobs bound in the Workers that run", Object.keys(BOUND).length, faults);
	},
};

function readPath(settings: JsonObject, path: readonly string[]): unknown {
	const [first = "", ...rest] = path;
	const value = settings[first];
	return rest.length === 0 || !isJsonObject(value) ? value : readPath(value, rest);
}
