import { toCursor } from "../cursor/cursor.ts";
import type { Page } from "../merge-pages/merge-pages.ts";
import type { ListedRecord } from "./list-records.ts";

/** The JSON of a page; each record's text goes in as it is, never through a parser. */
export function toRecordsBody({ items, horizon }: Page<ListedRecord, string>): string {
	const records = items.map(({ data, ...record }) => `${toHead(record)}${data}}`);
	const cursor = horizon === null ? "" : `,"cursor":${JSON.stringify(toCursor(["records", horizon]))}`;
	return `{"records":[${records.join(",")}]${cursor}}`;
}

const toHead = ({ id, etag, updatedAt }: Omit<ListedRecord, "data">) =>
	`{"id":${JSON.stringify(id)},"etag":${JSON.stringify(etag)},"updatedAt":"${new Date(updatedAt).toISOString()}","data":`;
