import { readFileSync } from "node:fs";
import { afterAll, beforeAll, expect, it } from "vitest";
import { z } from "zod";
import { until } from "../local/until.ts";
import { problem } from "./client.ts";
import { type DataClient, JSON_TYPE, startDataClient } from "./data-client.ts";

const OTHER: Readonly<Record<string, string>> = { "pool-weur-0": "pool-weur-1", "pool-weur-1": "pool-weur-0" };
const FRONT = readFileSync(new URL("fronts/directory.js", import.meta.url), "utf8");
const home = z.object({ shards: z.tuple([z.string()]) });
const run = z.looseObject({ state: z.string(), phase: z.string().optional(), fault: z.string().nullable() });
const move = z.looseObject({ id: z.string(), phase: z.string(), pauseMs: z.number().nullable(), reason: z.string().nullable() });

let client: DataClient;
beforeAll(async () => {
	client = await startDataClient({ stage: "10k", front: FRONT });
	const call = await client.asTenant("acme");
	expect((await call("/v1/records/c/a", { method: "PUT", headers: JSON_TYPE, body: { n: 1 } })).status).toBe(201);
});
afterAll(() => client.stop());

const homeOf = async () => home.parse((await client.admin("/admin/tenants/acme")).json).shards[0];
const follow = async (location: string | null, isRight: (json: z.infer<typeof run>) => boolean) =>
	until(async () => run.parse((await client.admin(location ?? "")).json), isRight);

async function listFaults(kind: string): Promise<string[]> {
	const { objects } = await (await client.account.r2("stagecraft-dev-archive")).list({ prefix: `faults/${kind} ` });
	return objects.map(({ key }) => key.slice(`faults/${kind} `.length));
}

it("exports, moves and deletes a tenant though the directory turns each question away once and loses its answer then", async () => {
	const exported = await client.admin("/admin/tenants/acme/exports", { method: "POST" });
	expect(exported.status).toBe(202);
	const ended = await follow(exported.headers.get("location"), ({ state }) => state !== "running");
	expect(ended).toMatchObject({ state: "done", records: 1 });

	const to = OTHER[await homeOf()] ?? "";
	const started = await client.admin("/admin/tenants/acme/moves", { method: "POST", body: { to } });
	expect(started.status).toBe(202);
	const { id } = move.parse(started.json);
	const moved = await until(
		async () => move.parse((await client.admin(`/admin/tenants/acme/moves/${id}`)).json),
		({ phase, pauseMs }) => (phase === "switched" && pauseMs !== null) || phase === "undone",
	);
	expect([moved.phase, moved.reason, await homeOf()]).toEqual(["switched", null, to]);
	expect(await client.admin(`/admin/tenants/acme/moves/${id}`, { method: "DELETE" })).toMatchObject(problem(409, "conflict"));

	const directory = await client.account.d1("stagecraft-dev-directory");
	await directory.prepare("UPDATE tenant_moves SET phase = 'done' WHERE id = ?1").bind(Number(id)).run();
	const begun = await client.admin("/admin/tenants/acme?confirm=acme", { method: "DELETE" });
	expect(begun.status).toBe(202);
	const deleted = await follow(begun.headers.get("location"), ({ phase }) => phase !== "deleting");
	expect(deleted).toMatchObject({ fault: null, state: "running" });

	const refused = await listFaults("refused");
	const lost = await listFaults("lost");
	for (const sql of [
		"SELECT",
		"INSERT INTO runs",
		"UPDATE runs SET",
		"UPDATE tenant_moves SET phase = switched",
		"UPDATE tenants SET state = closed",
		"INSERT INTO deleted_tenants",
	]) {
		expect([sql, refused.some((text) => text.startsWith(sql))]).toEqual([sql, true]);
		expect([sql, lost.some((text) => text.startsWith(sql))]).toEqual([sql, true]);
	}
});

it("goes on with a deletion that was entered and never started, when it is asked for again", async () => {
	const directory = await client.account.d1("stagecraft-dev-directory");
	await directory.prepare("UPDATE runs SET state = 'done' WHERE kind = 'deletion'").run();
	await client.asTenant("globex");
	const id = crypto.randomUUID();
	const enter = "INSERT INTO runs (id, kind, subject, state, progress, started_at) VALUES (?1, 'deletion', ?2, 'running', '{}', 0)";
	await directory.prepare(enter).bind(id, "globex").run();
	await client.asTenant("hooli");
	expect(await client.admin("/admin/tenants/hooli?confirm=hooli", { method: "DELETE" })).toMatchObject(problem(409, "conflict"));
	const begun = await client.admin("/admin/tenants/globex?confirm=globex", { method: "DELETE" });
	expect([begun.status, begun.headers.get("location")]).toEqual([202, `/admin/deletions/${id}`]);
	expect(await follow(`/admin/deletions/${id}`, ({ phase }) => phase === "deleted" || phase === "sweeping")).toMatchObject({ fault: null });
});
