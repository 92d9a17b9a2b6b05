import { createExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { api } from "../../../workers/app/api.ts";
import type { Env } from "../../../workers/app/manifest.ts";
import { applyMigrations } from "../apply-migrations.ts";
import { makeShards } from "../tenant-databases.ts";
import { APP_ENV } from "./app-env.ts";

const OVERLOADED = "D1_ERROR: D1 DB is overloaded. Requests queued for too long.";
let faults = 0;

/** A database that turns the next `faults` calls away. */
function overloaded<T extends object>(target: T): T {
	return new Proxy(target, {
		get(_, name) {
			const value: unknown = Reflect.get(target, name);
			if (typeof value !== "function") return value;
			return (...values: unknown[]) => {
				const isCall = ["run", "all", "first", "batch"].includes(String(name));
				if (isCall && faults-- > 0) return Promise.reject(new Error(OVERLOADED));
				const result: unknown = Reflect.apply(value, target, values);
				return ["prepare", "bind", "withSession"].includes(String(name)) ? overloaded(Object(result)) : result;
			};
		},
	});
}

const DIRECTORY_DOWN: Env = { ...APP_ENV, DIRECTORY: overloaded(env.DIRECTORY) };
const SHARD_DOWN: Env = {
	...APP_ENV,
	SHARD__POOL__WEUR__0: overloaded(env.SHARD__POOL__WEUR__0),
	SHARD__POOL__WEUR__1: overloaded(env.SHARD__POOL__WEUR__1),
};

function ask(method: string, path: string, bound: Env) {
	const body = method === "POST" ? { body: path.endsWith("keys") ? "{}" : JSON.stringify({ id: "crowded" }) } : {};
	const headers = { "content-type": "application/json" };
	return api.fetch(new Request(`https://app${path}`, { method, headers, ...body }), bound, createExecutionContext());
}

beforeAll(async () => {
	await applyMigrations(env.DIRECTORY, "directory");
	await makeShards();
});
beforeEach(() => {
	vi.spyOn(Math, "random").mockReturnValue(0);
	vi.spyOn(console, "error").mockImplementation(() => undefined);
});
afterEach(() => vi.restoreAllMocks());

const ROUTES = [
	["GET", "/admin/tenants", DIRECTORY_DOWN, 200],
	["POST", "/admin/tenants", DIRECTORY_DOWN, 201],
	["GET", "/admin/tenants/crowded", DIRECTORY_DOWN, 200],
	["GET", "/admin/tenants/crowded/keys", DIRECTORY_DOWN, 200],
	["POST", "/admin/tenants/crowded/keys", DIRECTORY_DOWN, 201],
	["DELETE", "/admin/tenants/crowded/keys/none", DIRECTORY_DOWN, 404],
] as const;

describe.each(ROUTES)("%s %s", (method, path, bound, status) => {
	it("answers 503 with Retry-After while the directory is overloaded, and as ever once it isn't, after a few tries or none", async () => {
		faults = Number.POSITIVE_INFINITY;
		const refused = await ask(method, path, bound);
		expect([refused.status, refused.headers.get("retry-after")]).toEqual([503, "2"]);
		expect(await refused.json()).toMatchObject({ type: "urn:stagecraft:problem:try-again" });
		faults = 3;
		expect((await ask(method, path, bound)).status).toBe(status);
	});
});

it("creates a tenant though its shard turns the first calls away, and says 503 where it goes on", async () => {
	const create = (id: string) =>
		api.fetch(
			new Request("https://app/admin/tenants", { method: "POST", body: JSON.stringify({ id }) }),
			SHARD_DOWN,
			createExecutionContext(),
		);
	faults = Number.POSITIVE_INFINITY;
	expect((await create("later")).status).toBe(503);
	faults = 3;
	expect((await create("later")).status).toBe(201);
});
