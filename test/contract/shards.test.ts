import { afterAll, beforeAll, expect, it } from "vitest";
import { z } from "zod";
import { until } from "../local/until.ts";
import { type DataClient, JSON_TYPE, startDataClient } from "./data-client.ts";

let client: DataClient;
beforeAll(async () => {
	client = await startDataClient();
});
afterAll(() => client.stop());

const answer = z.object({
	shards: z.array(z.looseObject({ shard: z.string(), tenants: z.int(), bytes: z.int(), full: z.boolean() })),
	cursor: z.string().optional(),
});

it("shows what each database holds once the hour's cron has looked", async () => {
	const tenant = await client.asTenant("acme");
	await tenant("/v1/records/notes/1", { method: "PUT", headers: JSON_TYPE, body: { text: "x".repeat(10_000) } });
	expect((await client.admin("/admin/shards")).json).toEqual({ shards: [] });
	expect(await client.account.scheduled("stagecraft-dev-upkeep", "7 * * * *")).toBe("ok");
	const { shards } = await until(
		async () => answer.parse((await client.admin("/admin/shards")).json),
		({ shards }) => shards.length > 0,
	);
	expect(shards).toEqual([expect.objectContaining({ shard: "pool-weur-0", tenants: 1, full: false })]);
	expect(shards[0]?.bytes).toBeGreaterThan(10_000);
});
