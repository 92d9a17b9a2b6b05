import * as z from "zod";
import { parseCursor, toCursor } from "../../lib/cursor/cursor.ts";
import { ProblemError } from "../../lib/problem.ts";

const MAX_LIMIT = 200;

const pageQuery = z.object({ limit: z.coerce.number().int().min(1).max(MAX_LIMIT).default(50), cursor: z.string().optional() });
const id = z.string().regex(/^[a-z0-9-]{1,64}$/);

export interface PageQuery {
	readonly limit: number;
	/** The page begins after this id; empty for the first one. */
	readonly after: string;
}

/** Reads `limit` and `cursor`; the cursor holds the last id of the page before. */
export function parsePageQuery(query: Readonly<Record<string, string>>): PageQuery {
	const parsed = pageQuery.safeParse(query);
	if (!parsed.success) throw new ProblemError("bad-parameter", `limit: a whole number from 1 to ${MAX_LIMIT}`);
	return { limit: parsed.data.limit, after: parsed.data.cursor === undefined ? "" : parseCursor(id, parsed.data.cursor) };
}

/** Cuts what was read with `limit + 1` to a page, and its cursor where there is more. */
export function toPage<T>(
	rows: readonly T[],
	limit: number,
	toId: (row: T) => string,
): { readonly page: readonly T[]; readonly cursor?: string } {
	const page = rows.slice(0, limit);
	const last = page.at(-1);
	return rows.length > limit && last !== undefined ? { page, cursor: toCursor(toId(last)) } : { page };
}
