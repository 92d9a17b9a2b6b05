import { ProblemError } from "../problem.ts";

/** ASCII only, so that SQLite's order of ids, by bytes, and JavaScript's, by UTF-16 units, are one; no slash: it parts keys in KV. */
export const RECORD_ID = /^[A-Za-z0-9._~:@-]{1,128}$/;

/** A collection's or a record's name in a path. */
export function parseId(name: string, value: string | undefined): string {
	if (value !== undefined && RECORD_ID.test(value)) return value;
	throw new ProblemError("bad-parameter", `${name}: must be 1 to 128 of A-Z a-z 0-9 . _ ~ : @ -`);
}

const MAX_LIMIT = 100;
const DEFAULT_LIMIT = 50;

/** How many items a page may have. */
export function parseLimit(value: string | undefined): number {
	if (value === undefined) return DEFAULT_LIMIT;
	const limit = /^\d{1,3}$/.test(value) ? Number(value) : 0;
	if (limit >= 1 && limit <= MAX_LIMIT) return limit;
	throw new ProblemError("bad-parameter", `limit: must be a whole number from 1 to ${MAX_LIMIT}`);
}
