import { findMembers } from "../lib/members/members.ts";
import type { TenantData } from "../lib/rpc.ts";
import type { Env } from "./manifest.ts";

/** Keeps the day's size, tenants and partitions of every shard in the archive: `reports/shards/2026-11-21.json`. */
export async function reportShards(env: Pick<Env, "ARCHIVE" | `APP__${string}`>, at: number): Promise<void> {
	const shards = [];
	for (const app of findMembers<"APP", TenantData>(env, "APP").values()) shards.push(...(await app.inspectShards()));
	const day = new Date(at).toISOString();
	await env.ARCHIVE.put(`reports/shards/${day.slice(0, 10)}.json`, JSON.stringify({ at: day, shards }), {
		httpMetadata: { contentType: "application/json" },
	});
}
