import { afterAll, beforeAll, expect, it } from "vitest";
import { until } from "../local/until.ts";
import { type DataClient, startDataClient } from "./data-client.ts";

const WORKER = "stagecraft-prod-upkeep";
const SHARDS = ["stagecraft-prod-pool-weur-0", "stagecraft-prod-pool-apac-0", "stagecraft-prod-tenant-globex-3"];
const AT = new Date("2027-10-31T23:07:00Z");

let client: DataClient;
beforeAll(async () => {
	client = await startDataClient({ stack: "prod", stage: "10m" });
});
afterAll(() => client.stop());

const partitionsOf = async (shard: string) => {
	const database = await client.account.d1(shard);
	return (await database.prepare("SELECT name FROM event_partitions ORDER BY name").all<{ name: string }>()).results.map(
		({ name }) => name,
	);
};

it("makes the partitions of the day and the next ones on the shards of every app, however often its cron fires", async () => {
	for (let i = 0; i < 2; i++) expect(await client.account.scheduled(WORKER, "7 * * * *", AT)).toBe("ok");
	for (const shard of SHARDS) {
		const names = await until(
			() => partitionsOf(shard),
			({ length }) => length >= 4,
		);
		const days = ["events_2027_10_31_1d", "events_2027_11_01_1d", "events_2027_11_02_1d", "events_2027_11_03_1d"];
		expect(names.filter((name) => name > "events_2027")).toEqual(days);
	}
});

it("keeps a report of every shard in the archive", async () => {
	await client.createTenant("globex");
	expect(await client.account.scheduled(WORKER, "23 3 * * *", AT)).toBe("ok");
	const archive = await client.account.r2("stagecraft-prod-archive");
	const report = await (await archive.get("reports/shards/2027-10-31.json"))?.json();
	const globex = { shard: "tenant-globex-3", location: "enam", bytes: expect.any(Number), tenants: 1, partitions: expect.any(Array) };
	expect(report).toMatchObject({ at: AT.toISOString(), shards: expect.arrayContaining([globex]) });
});
