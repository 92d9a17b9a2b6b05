import { afterAll, beforeAll, expect, it } from "vitest";
import { z } from "zod";
import { until } from "../local/until.ts";
import { type DataClient, JSON_TYPE, startDataClient } from "./data-client.ts";

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

it("adds up every tenant's usage, and reports the day to its operator", async () => {
	const { key } = await client.createTenant("globex");
	expect((await client.call("/v1/records/a", { token: key })).status).toBe(200);
	const directory = await client.account.d1("stagecraft-prod-directory");
	let hour = Date.now();
	const readUsage = async () => {
		// An hour's run may begin before the request was counted.
		expect(await client.account.scheduled(WORKER, "7 * * * *", new Date(hour))).toBe("ok");
		hour += 3_600_000;
		return directory.prepare("SELECT tenant, usage FROM usage_days").all<{ readonly tenant: string; readonly usage: string }>();
	};
	const { results } = await until(readUsage, ({ results }) => results.length > 0);
	expect(results).toMatchObject([{ tenant: "globex", usage: expect.stringContaining('"requests":1') }]);
	const globex = {
		shard: "tenant-globex-3",
		location: "enam",
		bytes: expect.any(Number),
		rows: expect.any(Number),
		tenants: 1,
		partitions: expect.any(Number),
		seenAt: expect.any(String),
	};
	// A run of each app looks at its databases.
	const readLoad = () => directory.prepare("SELECT 1 AS n FROM shard_loads WHERE shard = ?1").bind(globex.shard).first();
	await until(readLoad, (load) => load !== null);
	const tomorrow = new Date(Date.now() + 86_400_000);
	expect(await client.account.scheduled(WORKER, "23 3 * * *", tomorrow)).toBe("ok");
	const archive = await client.account.r2("stagecraft-prod-archive");
	const today = new Date().toISOString().slice(0, 10);
	expect(await (await archive.get(`reports/${today}.json`))?.json()).toMatchObject({
		day: today,
		stage: "10m",
		tenants: { open: 1 },
		usage: { active: 1, total: { requests: 1 }, busiest: [{ tenant: "globex", requests: 1 }] },
		storage: { shards: expect.arrayContaining([globex]) },
		deadLetters: { queues: [], isComplete: true },
		jobs: expect.arrayContaining([{ job: "partitions", lastGood: expect.any(String), fault: null }]),
	});
	expect(await (await archive.get(`reports/${today}.md`))?.text()).toContain("| globex | 1 |");
});

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

it("takes away an upload that nobody finished, and none that is young", async () => {
	const uploader = await client.asTenant("uploader");
	const body = { name: "a.bin", contentType: "application/octet-stream", bytes: 4 };
	const { json } = await uploader("/v1/files", { method: "POST", headers: JSON_TYPE, body });
	const { id } = z.object({ id: z.string() }).parse(json);
	const status = async (hours: number) => {
		expect(await client.account.scheduled(WORKER, "*/5 * * * *", new Date(Date.now() + hours * 3_600_000))).toBe("ok");
		return (await uploader(`/v1/uploads/${id}`)).status;
	};
	expect([await status(1), await status(200)]).toEqual([200, 404]);
});
