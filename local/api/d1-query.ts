import { z } from "zod";
import type { Json } from "../json.ts";
import { type Envelope, makeFault, makeResult } from "./envelope.ts";
import { splitSql } from "./split-sql.ts";

type Statement = { readonly sql: string; readonly params: readonly Json[] };
export type BatchResult = z.infer<typeof BatchResult>;

/** Runs statements as one transaction on the database that the Workers use. */
export type RunBatch = (database: string, statements: readonly Statement[]) => Promise<BatchResult>;

const Param = z.union([z.string(), z.number(), z.boolean(), z.null()]);
const Query = z.object({ sql: z.string(), params: z.array(Param).default([]) });
const Body = z.union([Query.transform((query) => [query]), z.object({ batch: z.array(Query).min(1) }).transform(({ batch }) => batch)]);

const BatchResult = z.union([z.object({ results: z.array(z.json()) }), z.object({ error: z.string() })]);

export function parseBatchResult(content: unknown): BatchResult {
	return BatchResult.parse(content);
}

/** `POST /accounts/{account}/d1/database/{id}/query`, whose SQL may hold many statements. */
export async function queryD1(database: string, content: unknown, runBatch: RunBatch): Promise<Envelope> {
	const body = Body.safeParse(content);
	if (!body.success) return makeFault(400, 7400, "The request is malformed: give sql, or batch with at least one query.");
	const statements: Statement[] = [];
	for (const { sql, params } of body.data) {
		const parts = splitSql(sql);
		if (parts.length > 1 && params.length > 0) return makeFault(400, 7500, "A query with params must be a single statement.");
		for (const part of parts) statements.push({ sql: part, params });
	}
	if (statements.length === 0) return makeFault(400, 7500, "No SQL statements detected.");
	const outcome = await runBatch(database, statements);
	return "error" in outcome ? makeFault(400, 7500, outcome.error) : makeResult(outcome.results);
}
