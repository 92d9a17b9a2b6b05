import { type Envelope, makeResult } from "./envelope.ts";

const DEFAULT_PAGE = 100;
const LARGEST_PAGE = 1_000;

/** `GET /accounts/{account}/d1/database`, by pages. */
export function listDatabases(databases: ReadonlyMap<string, string>, query: URLSearchParams): Envelope {
	const perPage = Math.min(toCount(query.get("per_page"), DEFAULT_PAGE), LARGEST_PAGE);
	const page = toCount(query.get("page"), 1);
	const named = [...databases].filter(([, name]) => name.includes(query.get("name") ?? ""));
	const result = named.slice((page - 1) * perPage, page * perPage).map(([uuid, name]) => ({ uuid, name, version: "production" }));
	const { status, body } = makeResult(result);
	return { status, body: { ...body, result_info: { page, per_page: perPage, count: result.length, total_count: named.length } } };
}

const toCount = (text: string | null, fallback: number) => Math.max(1, Number.parseInt(text ?? "", 10) || fallback);
