import { createExecutionContext, waitOnExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeAll, beforeEach, expect, it, vi } from "vitest";
import gateway from "../../../workers/gateway/index.ts";
import type { Env } from "../../../workers/gateway/manifest.ts";
import { makeApiKey, toApiKeyText } from "../../../workers/lib/api-key/api-key.ts";
import { hashSecret } from "../../../workers/lib/api-key/digest.ts";
import { storeKey } from "../../../workers/lib/directory/key-store.ts";
import { readKey } from "../../../workers/lib/directory/read-key.ts";
import { ProblemError, toProblemResponse } from "../../../workers/lib/problem.ts";
import { MOVED_HEADER, parseTenantHeader, REQUEST_ID_HEADER, TENANT_HEADER } from "../../../workers/lib/tenant-context.ts";
import { applyMigrations } from "../apply-migrations.ts";
import { dropAll } from "../tenant-databases.ts";
import { makeApp, WORKING } from "./gateway-env.ts";

interface Asked {
	readonly app: string;
	readonly call: string;
	readonly tenant: string;
	readonly request: string | null;
	readonly type: string | null;
	readonly bytes: Uint8Array | null;
}

type App = NonNullable<Env["APP__ANY"]>;

const asked: Asked[] = [];
let key: string;

const away = () =>
	toProblemResponse(new ProblemError("try-again", "It has been moved.", { [MOVED_HEADER]: "elsewhere", "retry-after": "1" }), "");

/** An `app` that keeps what it was asked for and answers with `answer`; it reads a body only where `reads` says so. */
const makeRegion = (name: string, answer: () => Response, reads = true): App => ({
	...makeApp(name),
	fetch: async (request: Request) => {
		const { method, headers, url } = request;
		const context = parseTenantHeader(headers.get(TENANT_HEADER) ?? undefined);
		asked.push({
			app: name,
			call: `${method} ${new URL(url).pathname}`,
			tenant: `${context.tenant} ${context.location} ${context.shards} ${context.epoch}`,
			request: headers.get(REQUEST_ID_HEADER),
			type: headers.get("content-type"),
			bytes: reads ? new Uint8Array(await request.arrayBuffer()) : null,
		});
		return answer();
	},
});

const stored = () => Response.json({ stored: true }, { status: 201 });

async function call(apps: Partial<Env>, path: string, init: RequestInit = {}) {
	const ctx = createExecutionContext();
	const headers = new Headers(init.headers);
	headers.set("authorization", `Bearer ${key}`);
	const { APP__ANY: _, ...bound } = WORKING;
	const response = await gateway.fetch(new Request(`https://api.example.com${path}`, { ...init, headers }), { ...bound, ...apps }, ctx);
	await waitOnExecutionContext(ctx);
	return response;
}

/** The tenant lives in enam since its move. */
beforeAll(async () => {
	await dropAll(env.DIRECTORY);
	await applyMigrations(env.DIRECTORY, "directory");
	await env.DIRECTORY.batch([
		env.DIRECTORY.prepare("INSERT INTO tenants VALUES ('mover', 'standard', 'enam', 'open', 2, 0)"),
		env.DIRECTORY.prepare("INSERT INTO tenant_shards VALUES ('mover', 0, 'pool-enam-0')"),
	]);
});

vi.spyOn(console, "error").mockImplementation(() => {});

/** A key that nobody has in mind yet; KV has of it what the directory said before the move. */
beforeEach(async () => {
	asked.length = 0;
	const { id, secret, ...made } = makeApiKey();
	key = toApiKeyText({ id, secret, ...made });
	await env.DIRECTORY.prepare("INSERT INTO api_keys VALUES (?1, 'mover', ?2, 0, NULL)")
		.bind(id, await hashSecret(secret))
		.run();
	const entry = await readKey(env.DIRECTORY, id);
	if (!entry) throw new Error("there is no such key");
	await storeKey(env.KEYS, id, { ...entry, location: "weur", shards: ["pool-weur-0"], epoch: 1 }, 3600);
});

/** As long as a body may be, no two parts of it alike. */
const LONG = new Uint8Array(1024 * 1024).map((_, index) => (index * 7919) >> 3);

it.each([
	["that the first one has read", true],
	["that the first one has left unread", false],
])("sends on a request with a body %s to where its tenant lives, whole and once", async (_, reads) => {
	const apps = { APP__WEUR: makeRegion("weur", away, reads), APP__ENAM: makeRegion("enam", stored) };
	const headers = { "content-type": "application/cloudevents-batch+json", [TENANT_HEADER]: "{}" };
	const response = await call(apps, "/v1/events?a=b", { method: "POST", headers, body: LONG });
	expect([response.status, await response.json(), response.headers.get(MOVED_HEADER)]).toEqual([201, { stored: true }, null]);
	expect(asked.map(({ app, call: sent, tenant, type }) => [app, sent, tenant, type])).toEqual([
		["weur", "POST /v1/events", "mover weur pool-weur-0 1", headers["content-type"]],
		["enam", "POST /v1/events", "mover enam pool-enam-0 2", headers["content-type"]],
	]);
	expect(asked[1]?.bytes).toEqual(LONG);
	expect(new Set(asked.map(({ request }) => request)).size).toBe(1);
});

it.each(["GET", "DELETE"])("sends on a %s, which has no body", async (method) => {
	const apps = { APP__WEUR: makeRegion("weur", away), APP__ENAM: makeRegion("enam", stored) };
	expect((await call(apps, "/v1/records/a/b", { method })).status).toBe(201);
	expect(asked.map(({ app }) => app)).toEqual(["weur", "enam"]);
});

it("goes to the new region straight away with the next request of that key", async () => {
	const SETTINGS = { ...WORKING.SETTINGS, keyMemorySeconds: 60, keysInMemory: 10 };
	const apps = { APP__WEUR: makeRegion("weur", away), APP__ENAM: makeRegion("enam", stored), SETTINGS };
	for (let i = 0; i < 2; i++) await call(apps, "/v1/records/a/b", { method: "PUT", body: "1" });
	expect(asked.map(({ app }) => app)).toEqual(["weur", "enam", "enam"]);
});

it("asks no third one where the second says the same, and has the client try again", async () => {
	const apps = { APP__WEUR: makeRegion("weur", away), APP__ENAM: makeRegion("enam", away) };
	const response = await call(apps, "/v1/records/a/b", { method: "PUT", body: "1" });
	expect([response.status, response.headers.get("retry-after"), response.headers.get(MOVED_HEADER)]).toEqual([503, "1", null]);
	expect(asked.map(({ app }) => app)).toEqual(["weur", "enam"]);
});

it("asks the same one no second time where the directory names no other", async () => {
	await env.DIRECTORY.prepare("UPDATE tenants SET location = 'weur'").run();
	const apps = { APP__WEUR: makeRegion("weur", away), APP__ENAM: makeRegion("enam", stored) };
	const { status } = await call(apps, "/v1/records/a/b", { method: "PUT", body: "1" });
	await env.DIRECTORY.prepare("UPDATE tenants SET location = 'enam'").run();
	expect([status, asked.map(({ app }) => app)]).toEqual([503, ["weur"]]);
});

it("sends nothing on that was answered, though the copy of the directory was old", async () => {
	const here = () => new Response(null, { status: 201, headers: { [MOVED_HEADER]: "here" } });
	const apps = { APP__WEUR: makeRegion("weur", here), APP__ENAM: makeRegion("enam", stored) };
	expect((await call(apps, "/v1/records/a/b", { method: "PUT", body: "1" })).status).toBe(201);
	expect(asked.map(({ app }) => app)).toEqual(["weur"]);
});

it("keeps no copy of a file, which may be longer than an isolate has memory: its client sends it again", async () => {
	const events: string[] = [];
	let left = 32;
	const body = new ReadableStream<Uint8Array>({
		pull(controller) {
			if (left-- > 0) controller.enqueue(new Uint8Array(65_536));
			else controller.close();
		},
		cancel: () => void events.push("the client's upload was ended"),
	});
	const refuse: App["fetch"] = async (request) => {
		// Nobody waits for it: a copy of the body would never let it end.
		if (request instanceof Request) void request.body?.cancel();
		return away();
	};
	const APP__WEUR = { ...makeRegion("weur", away), fetch: refuse };
	const response = await call({ APP__WEUR, APP__ENAM: makeRegion("enam", stored) }, "/v1/files/a.bin", { method: "PUT", body });
	expect([response.status, response.headers.get("retry-after"), asked, events]).toEqual([503, "1", [], ["the client's upload was ended"]]);
});
