/**
 * What went wrong in a D1 statement, by what can be done about it.
 * - `moved`: the shard's fence: the tenant isn't open there.
 * - `no-table`: a partition isn't made yet, or is archived.
 * - `changed`: a partition was closed, or made by another, since the register was read.
 * - `row`: a row breaks a rule of the table; the same row breaks it again.
 * - `statement`: SQL that SQLite refuses: a fault of ours.
 * - `passing`: overload, network, restart: the same may succeed later.
 */
export type D1Fault = "moved" | "no-table" | "changed" | "row" | "statement" | "passing";

/** The fence's word: triggers raise it, see the shards' migrations. */
export const TENANT_MOVED = "tenant_moved";

/** The word of a closed partition, and of one that would overlap another. */
export const PARTITION_CHANGED = "partition_changed";

/** D1 tells its faults by their message alone (/d1/observability/debug-d1/, 2026-09-17); the first that fits counts. */
const FAULTS: readonly (readonly [D1Fault, RegExp])[] = [
	["moved", new RegExp(TENANT_MOVED)],
	["no-table", /no such table: events_/],
	["changed", new RegExp(`${PARTITION_CHANGED}|UNIQUE constraint failed: event_(partitions|layers)`)],
	["row", /SQLITE_(CONSTRAINT|MISMATCH|TOOBIG)|string or blob too big/],
	["statement", /SQLITE_(ERROR|RANGE|MISUSE|AUTH)/],
];

export function toD1Fault(error: unknown): D1Fault {
	const message = toMessage(error);
	return FAULTS.find(([, pattern]) => pattern.test(message))?.[0] ?? "passing";
}

export const toMessage = (error: unknown): string => (error instanceof Error ? error.message : String(error));
