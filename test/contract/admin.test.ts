import { afterAll, beforeAll, expect, it } from "vitest";
import { z } from "zod";
import { type Client, problem, startClient } from "./client.ts";

let client: Client;
beforeAll(async () => {
	client = await startClient();
});
afterAll(() => client.stop());

const create = (body: unknown) => client.admin("/admin/tenants", { method: "POST", body });
const page = z.object({ tenants: z.array(z.object({ id: z.string() })), cursor: z.string().optional() });

it("creates a tenant and shows its key this once", async () => {
	const { status, json } = await create({ id: "first", plan: "gold" });
	expect(status).toBe(201);
	expect(json).toEqual({ id: "first", keyId: expect.stringMatching(/^[0-9a-f]{24}$/), key: expect.stringMatching(/^sc_/) });
	const { key } = z.object({ key: z.string() }).parse(json);
	expect((await client.call("/v1/usage", { token: key })).json).toMatchObject({ tenant: "first" });
	const shown = [await client.admin("/admin/tenants/first"), await client.admin("/admin/tenants/first/keys")];
	for (const { text } of shown) expect(text).not.toContain(key.split("_")[2]);
	expect(shown[0]?.json).toEqual({
		id: "first",
		plan: "gold",
		region: expect.any(String),
		state: "open",
		shards: [expect.stringMatching(/^pool-/)],
		createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
	});
});

it("creates a tenant once, however often it is asked at once", async () => {
	const answers = await Promise.all(Array.from({ length: 12 }, () => create({ id: "raced" })));
	expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array.from({ length: 11 }, () => 409)]);
	expect(await create({ id: "raced" })).toMatchObject(problem(409, "conflict"));
});

it("names every fault of a bad tenant at once", async () => {
	const answer = await create({ id: "No Good", plan: 7, colour: "red" });
	expect(answer).toMatchObject(problem(400, "bad-parameter"));
	for (const fault of ["id", "plan", "colour"]) expect(answer.text).toContain(fault);
});

it.for([
	["no JSON", "{", "bad-json"],
	["no object", "[]", "bad-parameter"],
	["no id", "{}", "bad-parameter"],
	["an id of 33 characters", JSON.stringify({ id: "a".repeat(33) }), "bad-parameter"],
	["an id that ends with a dash", JSON.stringify({ id: "a-" }), "bad-parameter"],
	["a region without databases", JSON.stringify({ id: "mars", region: "mars" }), "bad-parameter"],
] as const)("refuses a tenant of %s", async ([_, body, type]) => {
	expect(await create(body)).toMatchObject(problem(400, type));
});

it("lists tenants by pages, each of them once", async () => {
	for (const id of ["p1", "p2", "p3", "p4", "p5"]) await create({ id });
	const seen: string[] = [];
	let cursor: string | undefined;
	do {
		const query: string = cursor === undefined ? "limit=2" : `limit=2&cursor=${cursor}`;
		const read = page.parse((await client.admin(`/admin/tenants?${query}`)).json);
		expect(read.tenants.length).toBeLessThanOrEqual(2);
		seen.push(...read.tenants.map(({ id }) => id));
		({ cursor } = read);
	} while (cursor !== undefined);
	expect(seen).toEqual([...new Set(seen)].sort());
	expect(seen).toEqual(expect.arrayContaining(["p1", "p2", "p3", "p4", "p5"]));
});

it.for([
	["limit=0", "bad-parameter"],
	["limit=1000", "bad-parameter"],
	["limit=x", "bad-parameter"],
	["cursor=x", "bad-cursor"],
	["cursor=%F0%9F", "bad-cursor"],
] as const)("refuses a page of %s", async ([query, type]) => {
	expect(await client.admin(`/admin/tenants?${query}`)).toMatchObject(problem(400, type));
});

it("gives a tenant more keys, lists them without secrets and revokes each for itself", async () => {
	const { keyId: first, key } = await client.createTenant("keys");
	const made = await client.admin("/admin/tenants/keys/keys", { method: "POST" });
	expect(made.status).toBe(201);
	const second = z.object({ keyId: z.string(), key: z.string() }).parse(made.json);
	const revoke = () => client.admin(`/admin/tenants/keys/keys/${second.keyId}`, { method: "DELETE" });
	expect([(await revoke()).status, (await revoke()).status]).toEqual([204, 204]);
	const { json } = await client.admin("/admin/tenants/keys/keys");
	const { keys } = z
		.object({ keys: z.array(z.strictObject({ keyId: z.string(), createdAt: z.string(), revokedAt: z.string().nullable() })) })
		.parse(json);
	expect(new Map(keys.map(({ keyId, revokedAt }) => [keyId, revokedAt !== null]))).toEqual(
		new Map([
			[first, false],
			[second.keyId, true],
		]),
	);
	expect((await client.call("/v1/usage", { token: key })).status).toBe(200);
	expect((await client.call("/v1/usage", { token: second.key })).status).toBe(403);
});

it("revokes no key by way of another tenant", async () => {
	const { keyId, key } = await client.createTenant("owner");
	await client.createTenant("stranger");
	for (const path of [`stranger/keys/${keyId}`, `nobody/keys/${keyId}`, "owner/keys/unknown"]) {
		expect(await client.admin(`/admin/tenants/${path}`, { method: "DELETE" })).toMatchObject(problem(404, "not-found"));
	}
	expect((await client.call("/v1/usage", { token: key })).status).toBe(200);
});

it("knows no tenant that was not created", async () => {
	expect(await client.admin("/admin/tenants/nobody")).toMatchObject(problem(404, "not-found"));
	expect(await client.admin("/admin/tenants/nobody/keys")).toMatchObject(problem(404, "not-found"));
	expect(await client.admin("/admin/tenants/nobody/keys", { method: "POST" })).toMatchObject(problem(404, "not-found"));
});

it("lists dead letters, and has none of an unknown id to replay", async () => {
	expect((await client.admin("/admin/dead-letters")).json).toEqual({ deadLetters: [] });
	expect(await client.admin("/admin/dead-letters?cursor=x")).toMatchObject(problem(400, "bad-cursor"));
	for (const id of ["a%2Fb", "%00", "%F0", "x".repeat(2000)]) {
		expect(await client.admin(`/admin/dead-letters/${id}/replays`, { method: "POST" })).toMatchObject(problem(404, "not-found"));
	}
});
