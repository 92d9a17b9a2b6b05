import { afterAll, beforeAll, expect, it } from "vitest";
import { z } from "zod";
import { until } from "../local/until.ts";
import { problem } from "./client.ts";
import { CLOUD_EVENTS, type DataClient, JSON_TYPE, startDataClient, type TenantCall } from "./data-client.ts";

const move = z.object({
	id: z.string(),
	phase: z.string(),
	pauseMs: z.number().nullable(),
	rowsCopied: z.number(),
	reason: z.string().nullable(),
});
const listed = z.object({ records: z.array(z.object({ id: z.string(), data: z.unknown() })), cursor: z.string().optional() });
const events = z.object({ events: z.array(z.object({ id: z.string() })), cursor: z.string().optional() });

let client: DataClient;
beforeAll(async () => {
	client = await startDataClient({ stack: "prod", stage: "10m" });
});
afterAll(() => client.stop());

const start = (tenant: string, to: unknown) => client.admin(`/admin/tenants/${tenant}/moves`, { method: "POST", body: { to } });
const read = async (tenant: string, id: string) => move.parse((await client.admin(`/admin/tenants/${tenant}/moves/${id}`)).json);
const home = async (tenant: string) => (await client.admin(`/admin/tenants/${tenant}`)).json;

async function listAll(call: TenantCall) {
	const records = new Map<string, unknown>();
	for (let cursor: string | undefined = ""; cursor !== undefined; ) {
		const page: z.infer<typeof listed> = listed.parse((await call(`/v1/records/c?limit=50${cursor && `&cursor=${cursor}`}`)).json);
		for (const { id, data } of page.records) records.set(id, data);
		cursor = page.cursor;
	}
	return records;
}

async function listEventIds(call: TenantCall) {
	const ids: string[] = [];
	for (let cursor: string | undefined = ""; cursor !== undefined; ) {
		const page: z.infer<typeof events> = events.parse((await call(`/v1/events?limit=100${cursor && `&cursor=${cursor}`}`)).json);
		ids.push(...page.events.map(({ id }) => id));
		cursor = page.cursor;
	}
	return ids.toSorted();
}

/** A client that writes until it is told to stop, and knows what was acknowledged. */
function writeAlong(call: TenantCall) {
	const records = new Map<string, unknown>();
	const posted: string[] = [];
	let stopped = false;
	let refused = 0;
	const run = async () => {
		for (let n = 0; !stopped; n++) {
			const path = `/v1/records/c/r${n % 40}`;
			const remove = n % 7 === 3;
			const { status } = await call(path, remove ? { method: "DELETE" } : { method: "PUT", headers: JSON_TYPE, body: { n } });
			if (status === 503) refused += 1;
			else if (remove) records.delete(`r${n % 40}`);
			else if (status < 300) records.set(`r${n % 40}`, { n });
			const event = { specversion: "1.0", id: `e${n}`, source: "/test", type: "t" };
			if ((await call("/v1/events", { method: "POST", headers: CLOUD_EVENTS, body: [event] })).status === 202) posted.push(`e${n}`);
		}
	};
	const done = run();
	return {
		records,
		posted,
		refused: () => refused,
		stop: () => {
			stopped = true;
			return done;
		},
	};
}

it("moves a tenant from region to region while it writes, and to its own databases", { timeout: 120_000 }, async () => {
	const call = await client.asTenant("globex");
	expect(await home("globex")).toMatchObject({ region: "enam" });
	const load = writeAlong(call);
	for (const to of ["weur", "apac", "dedicated"]) {
		const { json, status, headers } = await start("globex", to);
		expect(status).toBe(202);
		const { id } = move.parse(json);
		expect(headers.get("location")).toBe(`/admin/tenants/globex/moves/${id}`);
		expect(await start("globex", "weur")).toMatchObject(problem(409, "conflict"));
		const moved = await until(
			() => read("globex", id),
			({ phase, pauseMs }) => (phase === "switched" && pauseMs !== null) || phase === "undone",
			60_000,
		);
		expect(moved).toMatchObject({ phase: "switched", reason: null, pauseMs: expect.any(Number) });
		expect(await client.admin(`/admin/tenants/globex/moves/${id}`, { method: "DELETE" })).toMatchObject(problem(409, "conflict"));
		// The next may begin once the old place is cleared, for which nobody waits here.
		const directory = await client.account.d1("stagecraft-prod-directory");
		await directory.prepare("UPDATE tenant_moves SET phase = 'done' WHERE id = ?1").bind(Number(id)).run();
	}
	await load.stop();
	expect(await home("globex")).toMatchObject({ region: "enam", shards: expect.arrayContaining(["tenant-globex-3"]) });
	expect(await listAll(call)).toEqual(new Map([...load.records].toSorted(([a], [b]) => (a < b ? -1 : 1))));
	const found = await until(
		() => listEventIds(call),
		({ length }) => length >= load.posted.length,
		30_000,
	);
	expect(found).toEqual(load.posted.toSorted());
	const { moves } = z.object({ moves: z.array(move) }).parse((await client.admin("/admin/tenants/globex/moves")).json);
	expect(moves.map(({ phase }) => phase)).toEqual(["done", "done", "done"]);
});

it("keeps a tenant in its jurisdiction, and refuses what is no place", async () => {
	await client.createTenant("acme");
	expect(await start("acme", "weur")).toMatchObject(problem(400, "bad-parameter"));
	expect(await start("acme", "dedicated")).toMatchObject(problem(400, "bad-parameter"));
	await client.createTenant("stays");
	for (const to of ["mars", "tenant-globex-0", "dedicated", "", 7, undefined])
		expect(await start("stays", to)).toMatchObject(problem(400, "bad-parameter"));
	expect(await start("nobody", "weur")).toMatchObject(problem(404, "not-found"));
	for (const path of ["stays/moves/1", "stays/moves/x", "nobody/moves/1", "stays/moves/99"])
		expect(await client.admin(`/admin/tenants/${path}`)).toMatchObject(problem(404, "not-found"));
	expect(await client.admin("/admin/tenants/stays/moves?cursor=x")).toMatchObject(problem(400, "bad-cursor"));
});
