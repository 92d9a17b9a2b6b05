/**
 * What is counted, by the name of its price. The order is the one in metrics points: append, never insert.
 * The two `cache` counts cost nothing, but a request may make only so many.
 */
export const BILLED = [
	"kvReads",
	"kvWrites",
	"kvDeletes",
	"kvLists",
	"d1Statements",
	"d1RowsRead",
	"d1RowsWritten",
	"queueOperations",
	"r2ClassA",
	"r2ClassB",
	"objectRequests",
	"cacheReads",
	"cacheWrites",
] as const;

export type Billed = (typeof BILLED)[number];

export type BilledCounts = Readonly<Record<Billed, number>>;

export const NOTHING_BILLED: BilledCounts = {
	kvReads: 0,
	kvWrites: 0,
	kvDeletes: 0,
	kvLists: 0,
	d1Statements: 0,
	d1RowsRead: 0,
	d1RowsWritten: 0,
	queueOperations: 0,
	r2ClassA: 0,
	r2ClassB: 0,
	objectRequests: 0,
	cacheReads: 0,
	cacheWrites: 0,
};

/** Counts one of them up. */
export type Count = (name: Billed, amount?: number) => void;
