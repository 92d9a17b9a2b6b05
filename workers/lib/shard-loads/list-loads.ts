import type { D1Database } from "@cloudflare/workers-types";
import * as z from "zod";
import { prepare, toStatement } from "../d1/statement.ts";
import { DAY_MS } from "../time/day.ts";

const row = z.object({
	shard: z.string(),
	location: z.string(),
	tenants: z.int(),
	bytes: z.int(),
	rows: z.int(),
	writes: z.int(),
	seenAt: z.int(),
	earlierBytes: z.int(),
	earlierAt: z.int(),
});

type Row = Readonly<z.infer<typeof row>>;

/** A shard as it was last looked at. */
export interface ShardLoad extends Omit<Row, "seenAt" | "earlierBytes" | "earlierAt"> {
	/** Of the size that a shard may have before it takes no more tenants. */
	readonly share: number;
	readonly full: boolean;
	/** A day, over the last days. */
	readonly growth: number;
	/** ISO 8601: when it is full at this growth; null where it doesn't grow. */
	readonly fullOn: string | null;
	/** ISO 8601. */
	readonly seenAt: string;
}

const LIST = `SELECT l.shard, l.location, (SELECT count(*) FROM tenant_shards WHERE shard = l.shard) AS tenants, l.bytes, l.rows, l.writes,
	l.seen_at AS seenAt, l.earlier_bytes AS earlierBytes, l.earlier_at AS earlierAt
FROM shard_loads AS l WHERE l.shard > ?1 ORDER BY l.shard LIMIT ?2`;

/** By id, behind `after`; sizes in bytes. */
export async function listLoads(
	directory: Pick<D1Database, "prepare">,
	{ after, limit, fullAt }: { readonly after: string; readonly limit: number; readonly fullAt: number },
): Promise<readonly ShardLoad[]> {
	const { results } = await prepare(directory, toStatement(LIST, after, limit)).all();
	return z
		.array(row)
		.parse(results)
		.map((load) => toShardLoad(load, fullAt));
}

function toShardLoad({ seenAt, earlierBytes, earlierAt, ...load }: Row, fullAt: number): ShardLoad {
	const { bytes } = load;
	// Less than an hour is no trend: a new shard's first partitions would look like growth for ever.
	const days = (seenAt - earlierAt) / DAY_MS;
	const growth = days < 1 / 24 ? 0 : Math.round((bytes - earlierBytes) / days);
	const left = growth > 0 ? Math.max(0, fullAt - bytes) / growth : null;
	return {
		...load,
		share: bytes / fullAt,
		full: bytes >= fullAt,
		growth,
		fullOn: left === null || left > 10_000 ? null : new Date(seenAt + left * DAY_MS).toISOString(),
		seenAt: new Date(seenAt).toISOString(),
	};
}
