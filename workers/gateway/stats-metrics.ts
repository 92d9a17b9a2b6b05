/** What a day and a total list, in this order. */
export const STATS = [
	"requests",
	"reads",
	"writes",
	"events",
	"recordsCreated",
	"recordsUpdated",
	"recordsDeleted",
	"bytesIn",
	"rowsWritten",
	"kvWrites",
	"queueOperations",
] as const;
