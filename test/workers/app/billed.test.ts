import { createExecutionContext, waitOnExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeAll, expect, it } from "vitest";
import { api } from "../../../workers/app/api.ts";
import type { Env } from "../../../workers/app/manifest.ts";
import { BILLED_HEADER, parseBilledHeader } from "../../../workers/lib/meter/billed-header.ts";
import { TENANT_HEADER, toTenantHeader } from "../../../workers/lib/tenant-context.ts";
import { makeShards, openTenant, POOL_TENANT, SHARDS } from "../tenant-databases.ts";

const sent: unknown[] = [];
const answer = { metadata: { metrics: { backlogCount: 0, backlogBytes: 0 } } };
const EVENTS__0: Queue = {
	metrics: async () => answer.metadata.metrics,
	send: async () => answer,
	sendBatch: async (messages) => {
		sent.push(...messages);
		return answer;
	},
};

const bound: Env = {
	...SHARDS,
	DIRECTORY: env.DIRECTORY,
	KEYS: env.KEYS,
	RECORDS: env.RECORDS,
	REGIONAL_CACHE: env.REGIONAL_CACHE,
	ARCHIVE: env.BUCKET,
	EVENTS__0,
	SETTINGS: {
		homeRegion: "weur",
		recordCacheSeconds: 0,
		recordMemorySeconds: 0,
		recordMemoryBytes: 0,
		regionalCache: false,
		hotReadSeconds: 30,
		readReplicas: false,
		eventWindowDays: 400,
		partitionWidth: "month",
		pastEventsCacheSeconds: 0,
	},
};

async function billedFor(path: string, init: { method?: string; body?: string } = {}) {
	const ctx = createExecutionContext();
	const headers = { [TENANT_HEADER]: toTenantHeader(POOL_TENANT), "content-type": "application/json" };
	const response = await api.fetch(new Request(`https://app${path}`, { ...init, headers }), bound, ctx);
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
	expect(sent).toHaveLength(1);
});
