import { afterAll, beforeAll, expect, it } from "vitest";
import { type Client, problem, startClient } from "./client.ts";

// The production stack: acme's data stays in the EU, globex has four databases.
let client: Client;
beforeAll(async () => {
	client = await startClient({ stack: "prod" });
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
