import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { problem, startClient } from "./client.ts";

// The production stack, where acme's data stays in the EU and globex has four databases: with one app for all, and with one a location.
describe.for(["1m", "10m"])("at stage %s", (stage) => {
	let client: Awaited<ReturnType<typeof startClient>>;
	beforeAll(async () => {
		client = await startClient({ stack: "prod", stage });
	});
	afterAll(() => client.stop());

	const create = (body: unknown) => client.admin("/admin/tenants", { method: "POST", body });
	const read = async (id: string) => (await client.admin(`/admin/tenants/${id}`)).json;

	it("gives a tenant that has databases of its own all of them, in order", async () => {
		expect((await create({ id: "globex" })).status).toBe(201);
		const shards = ["tenant-globex-0", "tenant-globex-1", "tenant-globex-2", "tenant-globex-3"];
		expect(await read("globex")).toMatchObject({ region: "enam", shards, state: "open" });
	});

	it("keeps a tenant with a jurisdiction in it, whatever region is asked for", async () => {
		expect(await create({ id: "acme", region: "enam" })).toMatchObject(problem(400, "bad-parameter"));
		const { key } = await client.createTenant("acme");
		expect(await read("acme")).toMatchObject({ region: "eu", shards: ["tenant-acme-0"] });
		expect((await client.call("/v1/usage", { token: key })).json).toMatchObject({ tenant: "acme" });
	});

	it("gives nobody else a database that is a tenant's own", async () => {
		expect((await create({ id: "initech" })).status).toBe(201);
		expect(await read("initech")).toMatchObject({ shards: [expect.stringMatching(/^pool-/)] });
		expect(await create({ id: "hooli", region: "eu" })).toMatchObject(problem(400, "bad-parameter"));
	});

	it("puts a tenant where it is asked to, and refuses a region without databases and what is no tenant", async () => {
		expect((await create({ id: "umbrella", region: "apac" })).status).toBe(201);
		expect(await read("umbrella")).toMatchObject({ region: "apac", shards: [expect.stringMatching(/^pool-apac-/)] });
		expect(await create({ id: "mars", region: "mars" })).toMatchObject(problem(400, "bad-parameter"));
		expect(await create({ id: "NO" })).toMatchObject(problem(400, "bad-parameter"));
		expect(await create("{")).toMatchObject(problem(400, "bad-json"));
	});

	it("completes in its own region what an attempt before began there", async () => {
		const directory = await client.account.d1("stagecraft-prod-directory");
		await directory.batch([
			directory.prepare("INSERT INTO tenants VALUES ('begun', 'standard', 'apac', 'opening', 1, 0)"),
			directory.prepare("INSERT INTO tenant_shards VALUES ('begun', 0, 'pool-apac-0')"),
		]);
		expect(await client.admin("/admin/tenants/begun/keys", { method: "POST" })).toMatchObject(problem(404, "not-found"));
		expect(await create({ id: "begun", region: "enam" })).toMatchObject(problem(409, "conflict"));
		expect((await create({ id: "begun", region: "apac" })).status).toBe(201);
		expect(await read("begun")).toMatchObject({ state: "open", shards: ["pool-apac-0"] });
	});

	it("serves a tenant from the databases that it was given", async () => {
		const { key } = await client.createTenant("served");
		const options = { token: key, headers: { "content-type": "application/json" } };
		expect((await client.call("/v1/records/a/b", { ...options, method: "PUT", body: { a: 1 } })).status).toBeLessThan(300);
		expect((await client.call("/v1/records/a/b", options)).json).toEqual({ a: 1 });
	});
});
