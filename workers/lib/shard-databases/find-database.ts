import type { D1Database } from "@cloudflare/workers-types";
import { findMembers } from "../members/members.ts";
import { parseShardId, parseShardMember, type Shard, toShardMember } from "../shards.ts";

/** An `env` with the tenants' databases that this Worker binds. */
export interface ShardEnv {
	readonly [key: `SHARD__${string}`]: D1Database;
}

/** The database of a shard; null where this Worker doesn't bind it. */
export function findDatabase(env: ShardEnv, id: string, location: string): D1Database | null {
	const shard = parseShardId(id, location);
	return shard && (env[`SHARD__${toShardMember(shard)}`] ?? null);
}

export interface ShardDatabase {
	readonly shard: Shard;
	readonly database: D1Database;
}

/** Every shard that this Worker binds. */
export function listDatabases(env: ShardEnv): ShardDatabase[] {
	return [...findMembers<"SHARD", D1Database>(env, "SHARD")].flatMap(([member, database]) => {
		const shard = parseShardMember(member);
		return shard ? [{ shard, database }] : [];
	});
}
