import type { D1Database } from "@cloudflare/workers-types";
import * as z from "zod";
import { prepare, toStatement } from "../d1/statement.ts";

/** Rows of one query: an answer of a few hundred kilobytes. */
const PAGE = 2_000;

const LIST = `SELECT l.shard, l.location, l.bytes, l.rows, l.partitions, (SELECT count(*) FROM tenant_shards WHERE shard = l.shard) AS tenants,
	l.seen_at AS seenAt
FROM shard_loads AS l WHERE l.shard > ?1 ORDER BY l.shard LIMIT ?2`;

const toIso = (at: number) => new Date(at).toISOString();

const row = z.object({
	shard: z.string(),
	location: z.string(),
	bytes: z.int(),
	/** As SQLite's own statistics estimate them. */
	rows: z.int(),
	partitions: z.int(),
	tenants: z.int(),
	/** ISO 8601. */
	seenAt: z.int().transform(toIso),
});

/** What a shard held when it was last looked at; its tenants as they are now. */
export type SeenShard = Readonly<z.infer<typeof row>>;

/** Every shard that was ever looked at, by its id. */
export async function listShards(directory: Pick<D1Database, "prepare">, page = PAGE): Promise<readonly SeenShard[]> {
	const all: SeenShard[] = [];
	for (let after: string | null = ""; after !== null; ) {
		const shards: readonly SeenShard[] = await readPage(directory, after, page);
		all.push(...shards);
		after = shards.length < page ? null : (shards.at(-1)?.shard ?? null);
	}
	return all;
}

async function readPage(directory: Pick<D1Database, "prepare">, after: string, limit: number): Promise<readonly SeenShard[]> {
	const { results } = await prepare(directory, toStatement(LIST, after, limit)).all();
	return z.array(row).parse(results);
}
