import type { R2Bucket } from "@cloudflare/workers-types";
import type { TenantData } from "../lib/rpc.ts";

/** Keeps the day's size, tenants and partitions of every shard in the archive: `reports/shards/2026-11-21.json`. */
export async function reportShards(
	apps: Iterable<Pick<TenantData, "inspectShards">>,
	archive: Pick<R2Bucket, "put">,
	time: number,
): Promise<void> {
	const shards = [];
	for (const app of apps) shards.push(...(await app.inspectShards()));
	const at = new Date(time).toISOString();
	const httpMetadata = { contentType: "application/json" };
	await archive.put(`reports/shards/${at.slice(0, 10)}.json`, JSON.stringify({ at, shards }), { httpMetadata });
}
