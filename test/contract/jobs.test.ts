import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { until } from "../local/until.ts";
import { problem } from "./client.ts";
import { type DataClient, JSON_TYPE, startDataClient, type TenantCall } from "./data-client.ts";

const job = z.object({
	id: z.string(),
	state: z.string(),
	bytes: z.object({ done: z.int(), total: z.int() }),
	events: z.int(),
	badLines: z.int(),
	errors: z.array(z.object({ line: z.int(), reason: z.string() })).optional(),
	reason: z.string().nullable(),
});
const listed = z.object({ events: z.array(z.looseObject({ id: z.string(), data: z.unknown() })), cursor: z.string().optional() });

/** 64 KB is the least: several chunks in a small file. */
const OVERRIDES = {
	rateLimits: { tenantPer10Seconds: 1_000_000, exactWritesPerMinute: 0 },
	queueThroughput: { batchWait: "1 second", retryDelay: "1 second" },
	jobs: { chunk: "65536 B", perTenant: 2 },
};

let client: DataClient;
beforeAll(async () => {
	client = await startDataClient({ stack: "prod", stage: "1m", config: { "stagecraft:overrides": JSON.stringify(OVERRIDES) } });
});
afterAll(() => client.stop());

describe("the jobs of a tenant in a jurisdiction", () => {
	let key: string;
	let call: TenantCall;
	beforeAll(async () => {
		key = (await client.createTenant("acme")).key;
		call = (path, options) => client.call(path, { ...options, token: key });
	});

	const put = (name: string, body: string) => call(`/v1/files/${name}`, { method: "PUT", headers: { "content-type": "text/plain" }, body });
	const start = (file: string, format: string) =>
		call("/v1/jobs", { method: "POST", headers: JSON_TYPE, body: { kind: "import-events", file, format } });
	const ended = (id: string) =>
		until(
			async () => job.parse((await call(`/v1/jobs/${id}`)).json),
			({ state }) => state !== "waiting" && state !== "running",
		);

	it("import a large file of lines, say which are bad, and add nothing the second time", async () => {
		const time = new Date(Date.now() - 60_000).toISOString();
		const lines = Array.from({ length: 1200 }, (_, i) =>
			JSON.stringify({ specversion: "1.0", id: `line-${i}`, source: "/t", type: "imported", time, data: "é".repeat(60) }),
		);
		const text = [...lines.slice(0, 700), "{broken", "", JSON.stringify({ specversion: "1.0", id: "" }), ...lines.slice(700)].join("\n");
		await put("in/events.ndjson", text);
		const started = job.parse((await start("in/events.ndjson", "ndjson")).json);
		const done = await ended(started.id);
		expect(done).toMatchObject({ state: "done", events: 1200, badLines: 2, reason: null });
		expect(done.bytes).toEqual({ done: done.bytes.total, total: new TextEncoder().encode(text).byteLength });
		expect(done.errors?.map(({ line }) => line)).toEqual([701, 703]);
		const again = job.parse((await start("in/events.ndjson", "ndjson")).json);
		await ended(again.id);
		const seen = await until(
			async () => {
				const ids: string[] = [];
				for (let cursor: string | undefined = ""; cursor !== undefined; ) {
					const page: z.infer<typeof listed> = listed.parse(
						(await call(`/v1/events?type=imported&limit=100${cursor && `&cursor=${cursor}`}`)).json,
					);
					ids.push(...page.events.map(({ id }) => id));
					cursor = page.cursor;
				}
				return ids;
			},
			(ids) => ids.length >= 1200,
		);
		expect(new Set(seen).size).toBe(1200);
		expect(seen).toHaveLength(1200);
	});

	it("import a table with quotes, commas and line ends in its fields", async () => {
		await put("table.csv", 'id,type,city,note\r\nrow-1,table,"Paris, France","a ""b""\r\nc"\r\nrow-2,table,Rome\r\n,table,Oslo,\r\n');
		const { id } = job.parse((await start("table.csv", "csv")).json);
		const done = await ended(id);
		expect(done).toMatchObject({ state: "done", events: 2, badLines: 1, errors: [{ line: 4, reason: "has 3 columns; the header has 4" }] });
		const { events } = await until(
			async () => listed.parse((await call("/v1/events?type=table")).json),
			({ events }) => events.length === 2,
		);
		const byId = new Map(events.map((event) => [event.id, event.data]));
		expect(byId.get("row-1")).toEqual({ city: "Paris, France", note: 'a "b"\r\nc' });
		expect([...byId.keys()].filter((found) => found.startsWith("file-"))).toHaveLength(1);
	});

	it("are followed over a WebSocket, to their end", async () => {
		await put("follow.ndjson", `${JSON.stringify({ a: "x".repeat(80) })}\n`.repeat(2000));
		const { id } = job.parse((await start("follow.ndjson", "ndjson")).json);
		const url = `${client.account.url.replace("http", "ws")}/v1/jobs/${id}/progress`;
		// Node's own takes headers where the standard has only protocols.
		const socket: WebSocket = Reflect.construct(WebSocket, [url, { headers: { authorization: `Bearer ${key}` } }]);
		const seen: z.infer<typeof job>[] = [];
		socket.addEventListener("message", ({ data }) => seen.push(job.parse(JSON.parse(String(data)))));
		await until(
			async () => socket.readyState,
			(state) => state >= WebSocket.CLOSING,
		);
		expect([seen.at(-1)?.state, seen.at(-1)?.events]).toEqual(["done", 2000]);
		const steps = seen.map(({ bytes }) => bytes.done);
		expect(steps).toEqual(steps.toSorted((a, b) => a - b));
	});

	it("fail with a reason when their file is written over, and can be canceled", async () => {
		const text = `${JSON.stringify({ a: "x".repeat(80) })}\n`.repeat(60_000);
		await put("changing.ndjson", text);
		const { id } = job.parse((await start("changing.ndjson", "ndjson")).json);
		await put("changing.ndjson", "other");
		const failed = await ended(id);
		expect([failed.state, failed.reason]).toEqual(["failed", 'the file "changing.ndjson" was written over since the job began']);
		await put("long.ndjson", text);
		const canceled = job.parse((await start("long.ndjson", "ndjson")).json);
		expect((await call(`/v1/jobs/${canceled.id}`, { method: "DELETE" })).status).toBe(204);
		expect(await ended(canceled.id)).toMatchObject({ state: "canceled" });
		expect(await call(`/v1/jobs/${canceled.id}`, { method: "DELETE" })).toMatchObject(problem(409, "conflict"));
	});

	it("are refused for what isn't there, and are listed newest first", async () => {
		expect(await start("none.csv", "csv")).toMatchObject(problem(404, "not-found"));
		expect(await start("table.csv", "xml")).toMatchObject(problem(400, "bad-parameter"));
		expect(await start("../table.csv", "csv")).toMatchObject(problem(400, "bad-parameter"));
		const foreign = await client.asTenant("other");
		expect((await foreign("/v1/jobs")).json).toEqual({ jobs: [] });
		expect(await call("/v1/jobs/none")).toMatchObject(problem(404, "not-found"));
		const jobs = z.object({ jobs: z.array(job), cursor: z.string().optional() });
		const page = jobs.parse((await call("/v1/jobs?limit=2")).json);
		const rest = jobs.parse((await call(`/v1/jobs?limit=100&cursor=${page.cursor}`)).json);
		const ids = [...page.jobs, ...rest.jobs].map(({ id }) => id);
		expect([ids.length, ids]).toEqual([6, ids.toSorted().reverse()]);
	});
});
