import * as z from "zod";
import { mapBounded } from "../concurrency/map-bounded.ts";
import { toStatement } from "../d1/statement.ts";
import { mergePages, type Page } from "../merge-pages/merge-pages.ts";
import type { TenantShards } from "../shard-databases/tenant-shards.ts";
import { toRecordShard } from "../tenant-tables/to-shard.ts";
import type { StoredRecord } from "./record.ts";
import { LIST_RECORDS } from "./record-sql.ts";

export interface ListedRecord extends StoredRecord {
	readonly id: string;
}

export interface RecordsQuery {
	readonly collection: string;
	readonly limit: number;
	/** The last id of the page before; empty for the first. */
	readonly after: string;
}

/** A cursor in a list of records: `["records", id]`. */
export const recordsCursor = z.tuple([z.literal("records"), z.string().regex(/^[\x21-\x7e]{0,128}$/)]);

/** A page holds at most this and one record more for each shard: it is in memory twice, which an isolate has 128 MB of (/workers/platform/limits/, 2026-09-05). */
const PAGE_BYTES = 4_000_000;

const inOrder = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

/** A page of a collection by id, over all shards of the tenant. */
export async function listRecords(shards: TenantShards, query: RecordsQuery): Promise<Page<ListedRecord, string>> {
	const bytes = Math.ceil(PAGE_BYTES / shards.ids.length);
	const pages = await mapBounded(shards.ids, (shard) => readPage(shards, shard, query, bytes));
	return mergePages(pages, query.limit, ({ id }) => id, inOrder);
}

async function readPage(
	shards: TenantShards,
	shard: string,
	{ collection, limit, after }: RecordsQuery,
	bytes: number,
): Promise<Page<ListedRecord, string>> {
	const statement = toStatement(LIST_RECORDS, shards.tenant, collection, after, limit + 1, bytes);
	const [rows = []] = await shards.open(shard).read<Omit<ListedRecord, "data"> & { readonly data: string | null }>([statement]);
	const items = rows.flatMap(({ data, ...row }) => (data === null ? [] : [{ ...row, data }]));
	const isWhole = items.length === rows.length && rows.length <= limit;
	// After a split a shard has copies of what went to another, until the move clears them.
	const own = shards.ids.length === 1 ? items : items.filter(({ id }) => toRecordShard(shards.ids, { collection, id }) === shard);
	return { items: own, horizon: isWhole ? null : (items.at(-1)?.id ?? null) };
}
