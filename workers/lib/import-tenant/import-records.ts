import { toStatement } from "../d1/statement.ts";
import type { TenantShards } from "../shard-databases/tenant-shards.ts";
import { toRecordShard } from "../tenant-tables/to-shard.ts";
import { parseRecordLine, toRecordRow } from "./parse-lines.ts";

/** ?2: a JSON array of rows. What the tenant has written since is newer, and stays. */
const IMPORT = `INSERT INTO records (tenant, collection, id, etag, updated_at, version, data)
SELECT ?1, value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5 FROM json_each(?2) WHERE true
ON CONFLICT (tenant, collection, id) DO NOTHING`;

/** Stores records as an export has them, with their entity tags. */
export async function importRecords(shards: TenantShards, lines: readonly string[]): Promise<void> {
	const byShard = Map.groupBy(lines.map(parseRecordLine), (record) => toRecordShard(shards.ids, record));
	for (const [shard, records] of byShard)
		await shards.open(shard).write([toStatement(IMPORT, shards.tenant, JSON.stringify(records.map(toRecordRow)))]);
}
