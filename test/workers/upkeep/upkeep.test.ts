import { env } from "cloudflare:workers";
import { expect, it } from "vitest";
import { JOBS } from "../../../workers/upkeep/jobs.ts";
import { manifest } from "../../../workers/upkeep/manifest.ts";
import { reportShards } from "../../../workers/upkeep/report-shards.ts";
import { startPartitions } from "../../../workers/upkeep/start-partitions.ts";

const AT = Date.UTC(2026, 10, 21, 3, 23, 7);

it("has a job for every cron of the manifest", () => {
	expect(Object.keys(JOBS).toSorted()).toEqual(manifest.crons.toSorted());
});

it("starts one run an hour, however often the cron fires", async () => {
	const runs = new Set<string>();
	const create = async ({ id }: { id?: string } = {}) => {
		if (!id || runs.has(id)) throw new Error("instance.already_exists");
		runs.add(id);
	};
	const get = async (id: string) => {
		if (!runs.has(id)) throw new Error("instance.not_found");
	};
	for (const minutes of [0, 5, 40]) await startPartitions({ create, get }, AT + minutes * 60_000);
	expect([...runs]).toEqual(["partitions-2026-11-21T03", "partitions-2026-11-21T04"]);
	await expect(startPartitions({ create: () => Promise.reject(new Error("down")), get }, AT + 86_400_000)).rejects.toThrow("down");
});

it("keeps the report of every app's shards under the day", async () => {
	const shard = { shard: "pool-weur-0", location: "weur", bytes: 1, tenants: 2, partitions: ["events_2026_11"] };
	const app = (name: string) => ({ inspectShards: async () => [{ ...shard, shard: name }] });
	await reportShards([app("pool-weur-0"), app("pool-enam-0")], env.BUCKET, AT);
	const report = await env.BUCKET.get("reports/shards/2026-11-21.json");
	expect(await report?.json()).toMatchObject({ at: "2026-11-21T03:23:07.000Z", shards: [shard, { shard: "pool-enam-0" }] });
});
