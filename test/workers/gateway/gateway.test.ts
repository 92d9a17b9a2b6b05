import { createExecutionContext, waitOnExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, beforeAll, beforeEach, expect, it, vi } from "vitest";
import gateway from "../../../workers/gateway/index.ts";
import type { Env } from "../../../workers/gateway/manifest.ts";
import { makeApiKey, toApiKeyText } from "../../../workers/lib/api-key/api-key.ts";
import { hashSecret } from "../../../workers/lib/api-key/digest.ts";
import { POINT_DOUBLES } from "../../../workers/lib/metrics/write-request-point.ts";
import { parseTenantHeader, REQUEST_ID_HEADER, TENANT_HEADER } from "../../../workers/lib/tenant-context.ts";
import { applyMigrations } from "../apply-migrations.ts";
import { connect, down, FORWARDED, makeApp, NO_BUDGET, WORKING } from "./gateway-env.ts";

async function call(changed: Partial<Env>, path: string, { method = "GET", headers = {}, token = key } = {}) {
	const ctx = createExecutionContext();
	const request = new Request(`https://api.example.com${path}`, { method, headers: { ...headers, authorization: `Bearer ${token}` } });
	const response = await gateway.fetch(request, { ...WORKING, ...changed }, ctx);
	await waitOnExecutionContext(ctx);
	return response;
}

let key: string;
beforeAll(async () => {
	await applyMigrations(env.DIRECTORY, "directory");
	const made = makeApiKey();
	key = toApiKeyText(made);
	const statements = [
		env.DIRECTORY.prepare("INSERT INTO tenants VALUES ('acme', 'standard', 'eu', 'open', 4, 0)"),
		env.DIRECTORY.prepare("INSERT INTO tenant_shards VALUES ('acme', 0, 'tenant-acme-0')"),
		env.DIRECTORY.prepare("INSERT INTO api_keys VALUES (?, 'acme', ?, 0, NULL)").bind(made.id, await hashSecret(made.secret)),
	];
	await env.DIRECTORY.batch(statements);
});

const logged = vi.spyOn(console, "error");
beforeEach(() => {
	FORWARDED.length = 0;
	logged.mockReset().mockImplementation(() => {});
});
afterEach(() => env.DIRECTORY.prepare("UPDATE tenants SET state = 'open'").run());

const whatWasLogged = () => logged.mock.calls.map(([line]) => JSON.parse(line).what);

it("hands the app the tenant and the request id, and neither the key nor what the client says of them", async () => {
	const response = await call({}, "/v1/records/a?limit=1", {
		headers: { [TENANT_HEADER]: "{}", [REQUEST_ID_HEADER]: "mine", accept: "x/y" },
	});
	const sent = FORWARDED[0]?.request;
	expect(sent?.url).toBe("https://api.example.com/v1/records/a?limit=1");
	const context = parseTenantHeader(sent?.headers.get(TENANT_HEADER) ?? undefined);
	expect(context).toEqual({ tenant: "acme", location: "eu", shards: ["tenant-acme-0"], epoch: 4 });
	expect(sent?.headers.get(REQUEST_ID_HEADER)).toBe(response.headers.get(REQUEST_ID_HEADER));
	expect([sent?.headers.get("authorization"), sent?.headers.get("accept")]).toEqual([null, "x/y"]);
	expect(response.headers.get("cache-control")).toBe("private, max-age=1");
});

it("sends a tenant to the app of its location where there is one", async () => {
	await call({ APP__WEUR: makeApp("weur"), APP__EU: makeApp("eu") }, "/v1/records/a");
	await call({ APP__WEUR: makeApp("weur") }, "/v1/records/a");
	expect(FORWARDED.map(({ app }) => app)).toEqual(["eu", "any"]);
});

it("serves a request while KV, the counter, or the exact limiter is down, and logs it", async () => {
	const kv = { get: down, put: down, list: down, delete: down, getWithMetadata: down };
	const objects = { getByName: down, jurisdiction: down };
	const changes: [Partial<Env>, string[]][] = [
		[{ KEYS: kv }, ["keys in KV", "keys in KV"]],
		[{ COUNTER: objects }, ["counter"]],
		[{ RATE_LIMITER: objects }, ["exact write limit"]],
	];
	for (const [changed, what] of changes) {
		logged.mockClear();
		expect((await call(changed, "/v1/records/a/b", { method: "DELETE" })).status).toBe(200);
		expect(whatWasLogged()).toEqual(what);
	}
});

it("lets no failure but workerd's lack of jurisdictions take a counter out of its tenant's", async () => {
	const elsewhere = vi.fn(down);
	const counter = { getByName: elsewhere, jurisdiction: down };
	await call({ COUNTER: counter }, "/v1/records/a");
	expect(elsewhere).not.toHaveBeenCalled();
});

it("answers 500 and tells the log alone what is wrong when the app fails", async () => {
	const response = await call({ APP__ANY: { connect, fetch: down, readPlacement: down } }, "/v1/records/a");
	expect(response.status).toBe(500);
	expect(await response.text()).not.toContain("down");
	expect(JSON.parse(logged.mock.calls[0]?.[0])).toMatchObject({
		what: "request",
		message: "Error: it is down",
		requestId: response.headers.get(REQUEST_ID_HEADER),
		tenant: "acme",
		route: "/v1/records/:collection",
	});
});

it("asks to try again when the directory is overloaded", async () => {
	const overloaded = (): never => {
		throw new Error("D1_ERROR: D1 DB is overloaded. Requests queued for too long.");
	};
	const DIRECTORY = { prepare: overloaded, batch: overloaded, exec: overloaded, withSession: overloaded, dump: overloaded };
	const response = await call({ DIRECTORY, SETTINGS: { ...WORKING.SETTINGS, keyKvSeconds: 0 } }, "/v1/usage");
	expect([response.status, response.headers.get("retry-after")]).toEqual([503, "2"]);
});

it("asks to try again while the tenant is being moved", async () => {
	await env.DIRECTORY.prepare("UPDATE tenants SET state = 'closed'").run();
	const response = await call({ SETTINGS: { ...WORKING.SETTINGS, keyKvSeconds: 0 } }, "/v1/usage");
	expect([response.status, response.headers.get("retry-after")]).toEqual([503, "5"]);
});

it("writes a point for each request, by the route's pattern and without what the path holds", async () => {
	const points: unknown[] = [];
	const METRICS = { writeDataPoint: (point: unknown) => void points.push(point) };
	await call({ METRICS }, "/v1/records/secret-collection/secret-id");
	await call({ METRICS }, "/secret");
	expect(points).toMatchObject([
		{ indexes: ["acme"], blobs: ["/v1/records/:collection/:id", "GET", "2xx"] },
		{ indexes: [""], blobs: ["", "GET", "4xx"] },
	]);
});

it("puts what both Workers were billed in the point, and not in a header that the client sees", async () => {
	const points: { readonly doubles: readonly number[] }[] = [];
	const METRICS = { writeDataPoint: (point: { doubles?: number[] }) => void points.push({ doubles: point.doubles ?? [] }) };
	const billed = { "x-stagecraft-billed": "kvReads=2,d1RowsRead=7,unknown=1" };
	const APP__ANY = { ...makeApp("any"), fetch: async () => new Response("{}", { headers: billed }) };
	const response = await call({ METRICS, APP__ANY }, "/v1/records/a");
	expect(response.headers.has("x-stagecraft-billed")).toBe(false);
	const found = Object.fromEntries(POINT_DOUBLES.map((name, index) => [name, points[0]?.doubles[index]]));
	// Of the gateway's own: the key from KV, and the request counted by the tenant's object.
	expect(found).toMatchObject({ kvReads: 3, d1RowsRead: 7, kvWrites: 0, objectRequests: 1, requests: 1 });
});

const silent = { getByName: down, jurisdiction: down };

it("refuses writes while nobody can count them, where the plan wants that, and answers reads", async () => {
	const SETTINGS = { ...WORKING.SETTINGS, rates: { ...WORKING.SETTINGS.rates, whenUnreachable: "closed" } } as const;
	const changed = { RATE_LIMITER: silent, SETTINGS };
	const refused = await call(changed, "/v1/records/a/b", { method: "PUT" });
	expect([refused.status, refused.headers.get("retry-after")]).toEqual([503, "5"]);
	expect((await call(changed, "/v1/records/a/b")).status).toBe(200);
});

it("limits a tenant by its plan, and says so in each answer", async () => {
	await env.DIRECTORY.prepare("UPDATE tenants SET plan = 'free'").run();
	const used: string[] = [];
	const spy = (name: string) => ({
		limit: async () => {
			used.push(name);
			return { success: true };
		},
	});
	const SETTINGS = { ...WORKING.SETTINGS, keyKvSeconds: 0 };
	const limiter = { getByName: () => env.RATE_LIMITER.getByName("by-plan"), jurisdiction: () => limiter };
	const changed = { SETTINGS, RATE_LIMITER: limiter, TENANT_LIMIT: spy("standard"), TENANT_LIMIT_FREE: spy("free") };
	const first = await call(changed, "/v1/records/a/b", { method: "DELETE" });
	const second = await call(changed, "/v1/records/a/b", { method: "DELETE" });
	await env.DIRECTORY.prepare("UPDATE tenants SET plan = 'standard'").run();
	expect([first.status, second.status]).toEqual([200, 429]);
	expect(first.headers.get("ratelimit-policy")).toBe('"requests";q=50;w=10, "writes";q=1;w=60');
	expect(first.headers.get("ratelimit")).toMatch(/^"writes";r=0;t=(59|60)$/);
	expect(second.headers.get("x-ratelimit-remaining")).toBe("0");
	expect(Number(second.headers.get("retry-after"))).toBeGreaterThan(50);
	expect(used).toEqual(["free", "free"]);
});

it("lets the write through that reaches a budget, refuses the next, and answers reads with a warning", async () => {
	const tenant = { rowsWritten: 100, kvWrites: 0, queueOperations: 0 };
	const SETTINGS = { ...WORKING.SETTINGS, budget: { ...NO_BUDGET, mode: "stop", tenant } } as const;
	const app = { "x-stagecraft-billed": "d1RowsWritten=250" };
	const APP__ANY = { ...WORKING.APP__ANY, fetch: async () => new Response("{}", { headers: app }), readPlacement: down, connect };
	const write = () => call({ SETTINGS, APP__ANY }, "/v1/records/a/b", { method: "PUT" });
	const before = (await env.COUNTER.getByName("acme").read()).days;
	expect((await write()).status).toBe(200);
	const refused = await write();
	expect(refused.status).toBe(429);
	expect(await refused.json()).toMatchObject({ type: "urn:stagecraft:problem:budget-exhausted" });
	expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
	const read = await call({ SETTINGS }, "/v1/records/a/b");
	expect([read.status, read.headers.get("x-budget")]).toEqual([
		200,
		expect.stringMatching(/^"tenant";unit="rowsWritten";period="day";used=2/),
	]);
	const after = (await env.COUNTER.getByName("acme").read()).days;
	const rows = (days: typeof after) => Object.values(days).reduce((sum, counts) => sum + (counts["rowsWritten"] ?? 0), 0);
	expect(rows(after) - rows(before)).toBe(250);
});

it("answers what a tenant did by day, from the copy in KV or from the counter", async () => {
	const at = Date.parse("2026-11-21T12:00:00Z");
	const days = {
		before: { requests: 5, recordsCreated: 3 },
		"2026-11-20": { requests: 2, recordsDeleted: 1 },
		"2026-11-21": { events: 4 },
	};
	await env.KEYS.put("counts:acme", JSON.stringify({ at, days }));
	const stats = await (await call({}, "/v1/stats?from=2026-11-21&to=2026-11-21")).json();
	expect(stats).toMatchObject({
		tenant: "acme",
		asOf: "2026-11-21T12:00:00.000Z",
		has: { records: 2 },
		total: { requests: 7, events: 4, writes: 0 },
		period: { from: "2026-11-21", requests: 0, events: 4 },
		days: [{ day: "2026-11-21", events: 4, requests: 0 }],
	});
	expect(await (await call({}, "/v1/stats?fresh=true")).json()).toMatchObject({ ageSeconds: 0 });
	const KEYS = { ...env.KEYS, get: down, put: down, list: down, delete: down, getWithMetadata: down };
	expect((await call({ KEYS }, "/v1/stats")).status).toBe(200);
	for (const query of ["from=2026-02-30", "to=today", "from=2026-11-22&to=2026-11-21", "fresh=yes"])
		expect((await call({}, `/v1/stats?${query}`)).status).toBe(400);
});

it("tells the tenant's object of a revoked key, in the tenant's jurisdiction, and says where it couldn't", async () => {
	const told: unknown[] = [];
	const makeList = (revokeKey: (key: unknown) => Promise<void>, jurisdiction: string) => ({
		getByName: (tenant: string) => ({ revokeKey: (key: unknown) => revokeKey({ jurisdiction, tenant, key }) }),
		jurisdiction: (name: string) => makeList(revokeKey, name),
	});
	const revoke = (revokeKey: (key: unknown) => Promise<void>) =>
		call({ OBJECT_LIST: makeList(revokeKey, "none") }, "/admin/tenants/acme/keys/0123456789abcdef01234567", {
			method: "DELETE",
			token: "admin",
		});
	expect((await revoke(async (key) => void told.push(key))).status).toBe(200);
	const key = { tenant: "acme", location: "eu", keyId: "0123456789abcdef01234567" };
	expect(told).toEqual([{ jurisdiction: "eu", tenant: "acme", key }]);
	const refused = await revoke(async () => down());
	expect([refused.status, refused.headers.get("retry-after")]).toEqual([503, "2"]);
});
