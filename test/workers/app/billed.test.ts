import { createExecutionContext, waitOnExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeAll, expect, it } from "vitest";
import { api } from "../../../workers/app/api.ts";
import { BILLED_HEADER, parseBilledHeader } from "../../../workers/lib/meter/billed-header.ts";
import { TENANT_HEADER, toTenantHeader } from "../../../workers/lib/tenant-context.ts";
import { makeShards, openTenant, POOL_TENANT } from "../tenant-databases.ts";
import { APP_ENV, SENT } from "./app-env.ts";

async function billedFor(path: string, init: { method?: string; body?: string } = {}) {
	const ctx = createExecutionContext();
	const headers = { [TENANT_HEADER]: toTenantHeader(POOL_TENANT), "content-type": "application/json" };
	const response = await api.fetch(new Request(`https://app${path}`, { ...init, headers }), APP_ENV, ctx);
	await waitOnExecutionContext(ctx);
	return { status: response.status, billed: parseBilledHeader(response.headers.get(BILLED_HEADER)) };
}

beforeAll(async () => {
	await makeShards();
	await openTenant(env.SHARD__POOL__WEUR__0, POOL_TENANT.tenant);
});

it("hands on what a write and a read of a record are billed: rows, and nothing of KV where the plan has no cache", async () => {
	const written = await billedFor("/v1/records/c/a", { method: "PUT", body: "{}" });
	expect(written).toMatchObject({ status: 201, billed: { kvReads: 0, kvWrites: 0 } });
	expect(written.billed.d1RowsWritten).toBeGreaterThanOrEqual(1);
	const read = await billedFor("/v1/records/c/a");
	expect(read).toMatchObject({ status: 200, billed: { d1RowsWritten: 0, kvReads: 0 } });
	expect(read.billed.d1RowsRead).toBeGreaterThanOrEqual(1);
	expect(read.billed.d1RowsRead).toBeLessThan(10);
});

it("bills a request's events as the one message that they are packed into", async () => {
	const events = JSON.stringify(Array.from({ length: 50 }, (_, index) => ({ index })));
	expect(await billedFor("/v1/events", { method: "POST", body: events })).toMatchObject({ status: 202, billed: { queueOperations: 1 } });
	expect(SENT).toHaveLength(1);
});
