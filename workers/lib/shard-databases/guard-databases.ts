import { guardD1 } from "../d1/guard-d1.ts";
import { toQueryLog } from "../d1/guard-directory.ts";
import type { LogFields } from "../log/write-log.ts";
import type { ShardDatabase } from "./find-database.ts";

/** Shards for code that asks them directly: with retries, and reports that name the shard. */
export const guardDatabases = (databases: readonly ShardDatabase[], fields: LogFields): ShardDatabase[] =>
	databases.map(({ shard, database }) => ({ shard, database: guardD1(database, { report: toQueryLog({ ...fields, shard: shard.id }) }) }));
