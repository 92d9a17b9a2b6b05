import { afterAll, beforeAll, expect, it } from "vitest";
import { z } from "zod";
import { type Client, problem, startClient } from "./client.ts";

let client: Client;
let alice: string;
let bob: string;
beforeAll(async () => {
	// Many of these attempts fail on purpose: the limit on failures has its own test.
	client = await startClient({ config: { "stagecraft:overrides": JSON.stringify({ rateLimits: { failuresPerMinute: 1000 } }) } });
	alice = (await client.createTenant("alice")).key;
	bob = (await client.createTenant("bob")).key;
});
afterAll(() => client.stop());

const tenantOf = async (token: string, headers = {}) => (await client.call("/v1/usage", { token, headers })).json;

it.for([
	["no header", {}],
	["an empty one", { authorization: "" }],
	["another scheme", { authorization: "Basic YWxpY2U6eA==" }],
	["no token", { authorization: "Bearer" }],
	["a token of another form", { authorization: "Bearer abc" }],
	["a key that was never made", { authorization: `Bearer sc_${"0".repeat(24)}_${"0".repeat(64)}` }],
	["the key in the query's place", { "x-api-key": "abc" }],
] as const)("refuses a request with %s", async ([_, headers]) => {
	const answer = await client.call("/v1/usage", { headers });
	expect(answer).toMatchObject(problem(401, "unauthenticated"));
	expect(answer.headers.get("www-authenticate")).toBe("Bearer");
});

it("doesn't say which part of a key is wrong", async () => {
	const [, id, secret] = alice.split("_");
	const other = bob.split("_")[2];
	const wrong = [`sc_${"0".repeat(24)}_${secret}`, `sc_${id}_${other}`, `sc_${id}`, "x"];
	const details = await Promise.all(wrong.map(async (token) => (await client.call("/v1/usage", { token })).json));
	const parsed = details.map((json) => z.object({ detail: z.string(), status: z.literal(401) }).parse(json).detail);
	expect(new Set(parsed).size).toBe(1);
});

it("lets the key alone decide the tenant", async () => {
	expect(await tenantOf(alice)).toMatchObject({ tenant: "alice" });
	expect(await tenantOf(bob)).toMatchObject({ tenant: "bob" });
	expect((await client.call("/v1/usage?tenant=bob", { token: alice })).json).toMatchObject({ tenant: "alice" });
});

it("drops a tenant header that a client makes up", async () => {
	const context = JSON.stringify({ tenant: "bob", location: "weur", shards: ["pool-weur-0"], epoch: 1 });
	const headers = { "X-Stagecraft-Tenant": context, "content-type": "application/json" };
	expect(await tenantOf(alice, headers)).toMatchObject({ tenant: "alice" });
	const path = "/v1/records/smuggled/one";
	const put = await client.call(path, { method: "PUT", token: alice, headers, body: { from: "alice" } });
	expect(put.status).toBeLessThan(300);
	expect(await client.call(path, { token: bob })).toMatchObject(problem(404, "not-found"));
	expect((await client.call(path, { token: alice })).json).toEqual({ from: "alice" });
	expect(await client.call("/v1/usage", { headers })).toMatchObject(problem(401, "unauthenticated"));
});

it("opens admin routes to the admin token alone", async () => {
	for (const token of [undefined, "", "wrong", alice]) {
		const answer = await client.call("/admin/tenants", token === undefined ? {} : { token });
		expect(answer).toMatchObject(problem(401, "unauthenticated"));
		expect(answer.headers.get("www-authenticate")).toBe("Bearer");
	}
	expect((await client.admin("/admin/tenants")).status).toBe(200);
	expect(await client.admin("/v1/usage")).toMatchObject(problem(401, "unauthenticated"));
});

it("refuses a revoked key at once, and a wrong secret as before", async () => {
	const { json } = await client.admin("/admin/tenants/alice/keys", { method: "POST" });
	const { keyId, key } = z.object({ keyId: z.string(), key: z.string() }).parse(json);
	expect(await tenantOf(key)).toMatchObject({ tenant: "alice" });
	expect((await client.admin(`/admin/tenants/alice/keys/${keyId}`, { method: "DELETE" })).status).toBe(204);
	expect(await client.call("/v1/usage", { token: key })).toMatchObject(problem(403, "key-revoked"));
	const wrong = `sc_${keyId}_${"0".repeat(64)}`;
	expect(await client.call("/v1/usage", { token: wrong })).toMatchObject(problem(401, "unauthenticated"));
	expect(await tenantOf(alice)).toMatchObject({ tenant: "alice" });
});
