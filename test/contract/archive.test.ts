import { get, type IncomingMessage } from "node:http";
import { constants, gunzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { until } from "../local/until.ts";
import { CLOUD_EVENTS, type DataClient, startDataClient, type TenantCall } from "./data-client.ts";

const DAY = 86_400_000;
/** When upkeep archives. */
const CRON = "41 3 * * *";
const listed = z.object({ events: z.array(z.looseObject({ id: z.string() })), cursor: z.string().optional() });

const exportedLine = z.looseObject({ id: z.string().optional(), cursor: z.string().optional(), end: z.boolean().optional() });

const CASES = [
	{
		stack: "dev",
		stage: "launch",
		database: "stagecraft-dev-pool-weur-0",
		archive: "stagecraft-dev-archive",
		upkeep: "stagecraft-dev-upkeep",
	},
	{
		stack: "prod",
		stage: "1m",
		database: "stagecraft-prod-pool-weur-0",
		archive: "stagecraft-prod-archive",
		upkeep: "stagecraft-prod-upkeep",
	},
] as const;

describe.for(CASES)("events that have left the database, at $stage", ({ stack, stage, database, archive: bucket, upkeep }) => {
	let client: DataClient;
	let key: string;
	const call: TenantCall = (path, options) => client.call(path, { ...options, token: key });
	beforeAll(async () => {
		client = await startDataClient({ stack, stage });
		({ key } = await client.createTenant("archived"));
	});
	afterAll(() => client.stop());

	const now = Date.now();
	const event = (id: string, ago: number) => ({
		specversion: "1.0",
		id,
		source: "/test",
		type: "t",
		time: new Date(now - ago * DAY).toISOString(),
	});
	const post = (events: readonly unknown[]) => call("/v1/events", { method: "POST", headers: CLOUD_EVENTS, body: events });
	const list = async (limit: number) => {
		const texts: string[] = [];
		for (let cursor: string | undefined = ""; cursor !== undefined; ) {
			const { text }: { text: string } = await call(`/v1/events?limit=${limit}${cursor && `&cursor=${cursor}`}`);
			texts.push(text);
			cursor = listed.parse(JSON.parse(text)).cursor;
		}
		return texts;
	};
	const ids = async () => (await list(100)).flatMap((text) => listed.parse(JSON.parse(text)).events.map(({ id }) => id));
	const exported = async (query = "") => {
		const { text, headers }: { text: string; headers: Headers } = await call(`/v1/events/export${query}`);
		expect(headers.get("content-type")).toBe("application/x-ndjson");
		return text
			.trimEnd()
			.split("\n")
			.map((line) => exportedLine.parse(JSON.parse(line)));
	};
	const archived = async () => (await (await client.account.r2(bucket)).list({ prefix: "events/" })).objects.map(({ key }) => key);
	const archive = async (day: number) => expect(await client.account.scheduled(upkeep, CRON, new Date(now + day * DAY))).toBe("ok");
	const states = async () => {
		const shard = await client.account.d1(database);
		return (await shard.prepare("SELECT partition, layer, state FROM event_layers ORDER BY partition, layer").all<{ state: string }>())
			.results;
	};

	it("are listed with the same bytes and cursors, and stored once however late they come again", async () => {
		const old = Array.from({ length: 12 }, (_, i) => event(`old-${String(i).padStart(2, "0")}`, 200 + i * 2));
		await post([...old, event("new", 0)]);
		await until(ids, ({ length }) => length === 13);
		const before = [await list(5), await list(100)];
		const open = (await states()).length;
		await archive(0);
		const after = await until(states, (layers) => layers.length > open && layers.every(({ state }) => state === "archived"));
		expect((await archived()).length).toBe(after.length * 2);
		expect([await list(5), await list(100)]).toEqual(before);
		const lines = await exported();
		expect(lines.flatMap(({ id }) => id ?? [])).toEqual(await ids());
		expect(lines.at(-1)).toEqual({ end: true });

		await post([...old.slice(3, 6), event("late", 215)]);
		const found = await until(ids, ({ length }) => length === 14);
		expect(found.toSorted()).toEqual(["late", "new", ...old.map(({ id }) => id)].toSorted());
		await archive(1);
		expect((await states()).filter(({ state }) => state !== "archived")).toMatchObject([{ layer: 1, state: "open" }]);
	});

	it("are exported on from the last cursor that came, where an export broke off", async () => {
		const bulk = Array.from({ length: 1_100 }, (_, i) => ({ ...event(`bulk-${i}`, i / 200), type: "bulk" }));
		for (let i = 0; i < bulk.length; i += 500) expect((await post(bulk.slice(i, i + 500))).status).toBe(202);
		const whole = await until(
			() => exported("?type=bulk"),
			(lines) => lines.filter(({ id }) => id !== undefined).length === bulk.length,
		);
		const broken = whole.slice(0, whole.findIndex(({ cursor }) => cursor !== undefined) + 1);
		expect(broken.length).toBeGreaterThan(1);
		expect([...broken, ...(await exported(`?type=bulk&cursor=${broken.at(-1)?.cursor}`))]).toEqual(whole);
		expect(whole.at(-1)).toEqual({ end: true });
	});

	it("are exported as gzip to who takes it, on from what could be read of an export that broke off", async () => {
		const ask = async (query: string, encoding: string) => {
			const headers = { authorization: `Bearer ${key}`, "accept-encoding": encoding };
			const { bytes, ...answer } = await getBytes(`${client.account.url}/v1/events/export?type=bulk${query}`, headers);
			expect(answer.headers).toMatchObject({ "content-type": "application/x-ndjson", vary: "accept-encoding" });
			return { encoding: answer.headers["content-encoding"], bytes };
		};
		const plain = await ask("", "identity");
		const packed = await ask("", "gzip");
		expect([plain.encoding, packed.encoding, (await ask("", "gzip;q=0")).encoding]).toEqual([undefined, "gzip", undefined]);
		expect(packed.bytes.length).toBeLessThan(plain.bytes.length / 4);
		expect(gunzipSync(packed.bytes).toString()).toBe(plain.bytes.toString());

		const most = packed.bytes.subarray(0, packed.bytes.length - 100);
		const came = gunzipSync(most, { finishFlush: constants.Z_SYNC_FLUSH }).toString();
		const upTo = came.lastIndexOf('{"cursor":');
		const { cursor } = exportedLine.parse(JSON.parse(came.slice(upTo, came.indexOf("\n", upTo))));
		const rest = gunzipSync((await ask(`&cursor=${cursor}`, "gzip")).bytes).toString();
		expect(came.slice(0, came.indexOf("\n", upTo) + 1) + rest).toBe(plain.bytes.toString());
	});
});

/** The bytes as they came: `fetch` would unpack them. */
async function getBytes(url: string, headers: Readonly<Record<string, string>>) {
	const answer = await new Promise<IncomingMessage>((resolve, reject) => void get(url, { headers }, resolve).on("error", reject));
	return { headers: answer.headers, bytes: Buffer.concat(await answer.toArray()) };
}
