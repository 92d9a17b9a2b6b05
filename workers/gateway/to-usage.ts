import type { Counts } from "../lib/counter/counts.ts";
import { EVENTS_HEADER } from "../lib/tenant-context.ts";
import type { GatewayContext } from "./gateway-env.ts";
import { isWrite } from "./routes.ts";

const toCount = (header: string | null | undefined) => (/^\d{1,12}$/.test(header ?? "") ? Number(header) : 0);

const withoutZeros = (counts: Counts): Counts => Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0));

const RECORD = "/v1/records/:collection/:id";

/** Which metric a write of a record adds to, by status and method. */
const RECORD_METRICS: Readonly<Record<string, string>> = {
	"201 PUT": "recordsCreated",
	"200 PUT": "recordsUpdated",
	"204 DELETE": "recordsDeleted",
};

/** What one request adds to its tenant's usage; metrics that it adds nothing to are left out. */
export function toUsage(c: GatewayContext, response: Response): Counts {
	const record = c.get("route") === RECORD ? RECORD_METRICS[`${response.status} ${c.req.method}`] : undefined;
	return withoutZeros({
		requests: 1,
		[isWrite(c.req.method) ? "writes" : "reads"]: 1,
		events: toCount(response.headers.get(EVENTS_HEADER)),
		bytesIn: toCount(c.req.header("content-length")),
		...(record === undefined ? {} : { [record]: 1 }),
	});
}

/** What an event costs after the request that brought it: its row and its index's, and two more operations of its message. */
const ROWS_PER_EVENT = 2;
const OPERATIONS_PER_WRITE = 3;

/**
 * What the request is billed in the units of budgets. An event's rows and deliveries are charged when it is accepted: the tenant's budget then
 * ends where the tenant sends, and not some batches later.
 */
export function toBilledUnits(c: GatewayContext, response: Response): Counts {
	const { d1RowsWritten, kvWrites, kvDeletes, queueOperations } = c.get("meter").counts();
	return withoutZeros({
		rowsWritten: d1RowsWritten + ROWS_PER_EVENT * toCount(response.headers.get(EVENTS_HEADER)),
		// A delete costs what a write does (/kv/platform/pricing/, 2026-09-17).
		kvWrites: kvWrites + kvDeletes,
		queueOperations: queueOperations * OPERATIONS_PER_WRITE,
	});
}
