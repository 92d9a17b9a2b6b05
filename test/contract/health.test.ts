import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type Client, problem, startClient } from "./client.ts";

let client: Client;
let key: string;
beforeAll(async () => {
	client = await startClient();
	({ key } = await client.createTenant("health"));
});
afterAll(() => client.stop());

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}$/;

it("says that it is well, in which stage and which version, to anyone", async () => {
	const { status, json } = await client.call("/health");
	expect(status).toBe(200);
	expect(json).toEqual({ status: "ok", stage: "launch", version: expect.stringMatching(/./) });
});

it("names itself at the root", async () => {
	expect((await client.call("/")).json).toEqual({
		name: "stagecraft",
		stage: "launch",
		health: "/health",
		api: "/v1",
		openapi: "/openapi.json",
	});
});

it.for([
	["/health", "GET", 200],
	["/nowhere", "GET", 404],
	["/health", "POST", 405],
	["/v1/usage", "GET", 401],
	["/v1/events", "OPTIONS", 204],
	["/health", "HEAD", 200],
] as const)("gives %s by %s a request id of its own and the security headers", async ([path, method, status]) => {
	const answer = await client.call(path, { method, headers: { "x-request-id": "mine" } });
	expect(answer.status).toBe(status);
	expect(answer.headers.get("x-request-id")).toMatch(UUID);
	expect(answer.headers.get("x-content-type-options")).toBe("nosniff");
	expect(answer.headers.get("cache-control")).toBe("no-store");
	expect(answer.headers.get("access-control-allow-origin")).toBeNull();
});

it("tells an unknown route by 404, and the request id in the problem", async () => {
	for (const path of [
		"/nowhere",
		"/v1",
		"/v1/",
		"/v1/records",
		"/v1/records/a/b/c",
		"/v1/events/1",
		"/v2/usage",
		"/admin/",
		"/admin/placements/x",
	]) {
		const answer = await client.call(path, { token: key });
		expect(answer).toMatchObject(problem(404, "not-found"));
		expect(answer.headers.get("content-type")).toBe("application/problem+json");
		expect(answer.json).toMatchObject({ requestId: answer.headers.get("x-request-id") });
	}
});

it.for([
	["/health", "DELETE", "GET, HEAD, OPTIONS"],
	["/v1/usage", "POST", "GET, HEAD, OPTIONS"],
	["/v1/events", "DELETE", "GET, POST, HEAD, OPTIONS"],
	["/v1/records/a/b", "PATCH", "GET, PUT, DELETE, HEAD, OPTIONS"],
	["/admin/tenants/a/keys/b", "GET", "DELETE, OPTIONS"],
] as const)("tells %s by %s with 405 what is allowed: %s", async ([path, method, allow]) => {
	const answer = await client.call(path, { method, token: key });
	expect(answer).toMatchObject(problem(405, "method-not-allowed"));
	expect(answer.headers.get("allow")).toBe(allow);
});

const printable = fc.string({ unit: fc.constantFrom(..."aZ09-_~%/?&=.;:@!$'()*+,\u00e9\u2603{}[]\"") });
const path = fc.tuple(
	fc.constantFrom("/", "/v1/", "/v1/records/", "/v1/events", "/v1/usage", "/admin/tenants/", "/admin/dead-letters/"),
	printable,
);

it("gives nobody a 5xx, whatever the path, the method and the body are", { timeout: 60_000 }, async () => {
	const method = fc.constantFrom("GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS");
	const body = fc.oneof(fc.json(), fc.string());
	await fc.assert(
		fc.asyncProperty(path, method, body, fc.boolean(), async ([prefix, rest], method, body, admin) => {
			const withBody = method !== "GET" && method !== "HEAD" ? { body } : {};
			const { status } = await (admin ? client.admin : client.call)(prefix + rest, { method, token: key, ...withBody });
			expect(status).toBeLessThan(500);
		}),
		{ numRuns: 150 },
	);
});
