import type { Line, LinePage } from "../archive/make-part.ts";
import { mapBounded } from "../concurrency/map-bounded.ts";
import { toStatement } from "../d1/statement.ts";
import { type EventKey, eventsCursor, toCursorParts } from "../events/event-key.ts";
import { listEvents } from "../events/list-events.ts";
import type { ArchivedEvents } from "../events/read-shard-events.ts";
import { mergePages, type Page } from "../merge-pages/merge-pages.ts";
import type { RecordKey } from "../records/record.ts";
import { READ_RECORDS } from "../records/record-sql.ts";
import type { TenantShards } from "../shard-databases/tenant-shards.ts";
import type { ExportKind } from "./export-manifest.ts";

/** Text in a page; an RPC takes 32 MiB (/workers/runtime-apis/rpc/, 2026-09-17), and each side has it in memory. */
const PAGE_BYTES = 4_000_000;
const PAGE_ROWS = 5000;

/** A record as an export has it: `data` is the JSON text, byte for byte. */
interface ExportedRecord extends RecordKey {
	readonly etag: string;
	readonly updatedAt: number;
	readonly version: number;
	readonly data: string;
}

const inOrder = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
const compareKeys = (a: RecordKey, b: RecordKey) => inOrder(a.collection, b.collection) || inOrder(a.id, b.id);

const toPage = <T, K>({ items, horizon }: Page<T, K>, toLine: (item: T) => Line, toPosition: (key: K) => string): LinePage => ({
	lines: items.map(toLine),
	next: horizon === null ? null : toPosition(horizon),
});

/** Which lines follow a position is a question of keys alone: a tenant that moves in between is read on where it then is. */
const READERS: Readonly<Record<ExportKind, (shards: TenantShards, archive: ArchivedEvents, after: string | null) => Promise<LinePage>>> = {
	records: readRecords,
	events: readEvents,
};

/** A page of a tenant's rows as lines of NDJSON, over all its shards, archived ones too. */
export const readTenantLines = (kind: ExportKind, shards: TenantShards, archive: ArchivedEvents, after: string | null): Promise<LinePage> =>
	READERS[kind](shards, archive, after);

async function readRecords(shards: TenantShards, _archive: ArchivedEvents, after: string | null): Promise<LinePage> {
	const [collection, id]: readonly [string, string] = after === null ? ["", ""] : JSON.parse(after);
	const bytes = Math.ceil(PAGE_BYTES / shards.ids.length);
	const pages = await mapBounded(shards.ids, (shard) => readShard(shards, shard, { collection, id }, bytes));
	const toPosition = (key: RecordKey) => JSON.stringify([key.collection, key.id]);
	return toPage(
		mergePages(pages, PAGE_ROWS, (record): RecordKey => record, compareKeys),
		(record) => ({ position: toPosition(record), text: JSON.stringify(record) }),
		toPosition,
	);
}

async function readShard(shards: TenantShards, shard: string, after: RecordKey, bytes: number): Promise<Page<ExportedRecord, RecordKey>> {
	const statement = toStatement(READ_RECORDS, shards.tenant, after.collection, after.id, PAGE_ROWS + 1, bytes);
	const [rows = []] = await shards.open(shard).read<Omit<ExportedRecord, "data"> & { readonly data: string | null }>([statement]);
	const items = rows.flatMap(({ data, ...row }) => (data === null ? [] : [{ ...row, data }]));
	const isWhole = items.length === rows.length && rows.length <= PAGE_ROWS;
	return { items, horizon: isWhole ? null : (items.at(-1) ?? null) };
}

/** Later than any event that is kept, and still a date. */
const END_OF_TIME = Date.UTC(9999, 0, 1);

/** Newest first, as they are listed. */
async function readEvents(shards: TenantShards, archive: ArchivedEvents, after: string | null): Promise<LinePage> {
	const query = { from: 0, to: END_OF_TIME, type: null, limit: PAGE_ROWS, after: after === null ? null : parseEventPosition(after) };
	return toPage(
		await listEvents(shards, query, archive),
		({ time, id, event }) => ({ position: toEventPosition({ time, id }), text: JSON.stringify({ time, id, event }) }),
		toEventPosition,
	);
}

const toEventPosition = (key: EventKey) => JSON.stringify(toCursorParts(key));

function parseEventPosition(text: string): EventKey {
	const [, time, id] = eventsCursor.parse(JSON.parse(text));
	return { time, id };
}
