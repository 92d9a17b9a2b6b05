import { type Context, Hono } from "hono";
import { announceKey } from "../../lib/directory/key-store.ts";
import { readKey } from "../../lib/directory/read-key.ts";
import { readJson, readOptionalJson } from "../../lib/http/read-json.ts";
import { toKvWriters } from "../../lib/kv-write/kv-writer-object.ts";
import { logError } from "../../lib/log-error.ts";
import { ProblemError } from "../../lib/problem.ts";
import { listDatabases } from "../../lib/shard-databases/find-database.ts";
import { guardDatabases } from "../../lib/shard-databases/guard-databases.ts";
import { listLoads } from "../../lib/shard-loads/list-loads.ts";
import { listPool } from "../../lib/shards.ts";
import { parseTenantHeader, REQUEST_ID_HEADER, TENANT_HEADER } from "../../lib/tenant-context.ts";
import type { Env } from "../manifest.ts";
import { purgeCaches } from "../purge-caches.ts";
import { cachePurge } from "./cache-purge.ts";
import { createTenant } from "./create-tenant.ts";
import { createKey, listKeys, revokeKey, toKeyJson } from "./keys.ts";
import { newTenant } from "./new-tenant.ts";
import { parsePageQuery, toPage } from "./page.ts";
import { listTenants, readTenant, toTenantJson } from "./tenants.ts";

interface AdminEnv {
	Bindings: Env;
}

/** Seconds that KV keeps a revoked key's entry: as long as someone may go on trying it; after that D1 says the same. */
const REVOKED_SECONDS = 3600;

/** Overwrites what the caches hold of a key. Where that fails it is believed for as long as `KeyDirectory` says. */
async function announceRevocation(c: Context<AdminEnv>, keyId: string): Promise<void> {
	try {
		const entry = await readKey(c.env.DIRECTORY, keyId);
		if (entry) await announceKey(toKvWriters(c.env.KV_WRITER, "keys"), keyId, entry, REVOKED_SECONDS);
	} catch (error) {
		logError("announce a revocation", error, { requestId: c.req.header(REQUEST_ID_HEADER), keyId });
	}
}

const noTenant = (id: string) => new ProblemError("not-found", `There is no tenant ${id}, or its creation did not complete.`);

async function requireTenant(c: Context<AdminEnv>, id: string) {
	const tenant = await readTenant(c.env.DIRECTORY, id);
	if (!tenant) throw noTenant(id);
	return tenant;
}

/** What `gateway` forwards under `/admin`; it has checked the admin token. */
export const adminRoutes = new Hono<AdminEnv>()
	.post("/admin/tenants", async (c) => {
		const wanted = await readJson(c.req.raw, newTenant);
		const store = {
			directory: c.env.DIRECTORY,
			bound: guardDatabases(listDatabases(c.env), { requestId: c.req.header(REQUEST_ID_HEADER) ?? "" }),
			pool: listPool(c.env.SETTINGS.pool),
			home: c.env.SETTINGS.homeRegion,
			fullAt: c.env.SETTINGS.shardFullBytes,
			now: Date.now,
		};
		return c.json({ id: wanted.id, ...toKeyJson(await createTenant(store, wanted)) }, 201);
	})
	.get("/admin/tenants", async (c) => {
		const query = parsePageQuery(c.req.query());
		const { page, ...rest } = toPage(await listTenants(c.env.DIRECTORY, query), query.limit, ({ id }) => id);
		return c.json({ tenants: page.map(toTenantJson), ...rest });
	})
	.get("/admin/shards", async (c) => {
		const { after, limit } = parsePageQuery(c.req.query());
		const loads = await listLoads(c.env.DIRECTORY, { after, limit: limit + 1, fullAt: c.env.SETTINGS.shardFullBytes });
		const { page, ...rest } = toPage(loads, limit, ({ shard }) => shard);
		return c.json({ shards: page, ...rest });
	})
	.get("/admin/tenants/:tenant", async (c) => c.json(toTenantJson(await requireTenant(c, c.req.param("tenant")))))
	.post("/admin/tenants/:tenant/keys", async (c) => {
		const tenant = c.req.param("tenant");
		const key = await createKey(c.env.DIRECTORY, tenant, Date.now());
		if (!key) throw noTenant(tenant);
		return c.json(toKeyJson(key), 201);
	})
	.get("/admin/tenants/:tenant/keys", async (c) => {
		const { id } = await requireTenant(c, c.req.param("tenant"));
		const query = parsePageQuery(c.req.query());
		const { page, ...rest } = toPage(await listKeys(c.env.DIRECTORY, id, query), query.limit, ({ keyId }) => keyId);
		return c.json({ keys: page, ...rest });
	})
	.post("/admin/tenants/:tenant/cache-purges", async (c) => {
		const { collection = null } = await readOptionalJson(c.req.raw, cachePurge);
		const { tenant, location } = parseTenantHeader(c.req.header(TENANT_HEADER));
		const requestId = c.req.header(REQUEST_ID_HEADER) ?? "";
		const exports: unknown = c.executionCtx.exports;
		const withinSeconds = await purgeCaches({ env: c.env, exports, requestId }, { tenant, location, collection });
		return c.json({ tenant, collection, withinSeconds }, 202);
	})
	.delete("/admin/tenants/:tenant/keys/:keyId", async (c) => {
		const { tenant, keyId } = c.req.param();
		const revoked = await revokeKey(c.env.DIRECTORY, { tenant, keyId, now: Date.now() });
		if (!revoked) throw new ProblemError("not-found", "The tenant has no such key.");
		await announceRevocation(c, keyId);
		return c.body(null, 204);
	});
