import type { D1Database } from "@cloudflare/workers-types";
import { findMembers } from "../members/members.ts";
import { parseShardMember, type Shard, toShardMember } from "../shards.ts";

/** An `env` with the tenants' databases that this Worker binds. */
export interface ShardEnv {
	readonly [key: `SHARD__${string}`]: D1Database;
}

const SHARD_ID = /^(?:pool-[a-z]+|tenant-(?<tenant>[a-z0-9-]+))-(?<index>\d+)$/;

/** The database of a shard; null where this Worker doesn't bind it. The location is part of the binding's name and not of a tenant shard's id. */
export function findDatabase(env: ShardEnv, id: string, location: string): D1Database | null {
	const parts = SHARD_ID.exec(id)?.groups;
	if (!parts) return null;
	const member = toShardMember({ tenant: parts["tenant"] ?? null, location, index: Number(parts["index"]) });
	return env[`SHARD__${member}`] ?? null;
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
