import { env } from "cloudflare:workers";
import fc from "fast-check";
import { beforeAll, expect, it } from "vitest";
import { type ListedRecord, listRecords } from "../../../../workers/lib/records/list-records.ts";
import { deleteRecord, putRecord } from "../../../../workers/lib/records/record-store.ts";
import { toRecordsBody } from "../../../../workers/lib/records/to-records-body.ts";
import { runOnShards, type TenantShards } from "../../../../workers/lib/shard-databases/tenant-shards.ts";
import { makeShards, openTenant, SHARDED_TENANT, SHARDS } from "../../tenant-databases.ts";

beforeAll(async () => {
	await makeShards();
	await openTenant(env.SHARD__TENANT__ACME__EU__0, "acme");
	await openTenant(env.SHARD__TENANT__ACME__EU__1, "acme");
});

const onShards = <T>(run: (shards: TenantShards) => Promise<T>) =>
	runOnShards(
		{ env: SHARDS, context: SHARDED_TENANT, bookmarks: new Map(), start: "first-primary", readHome: async () => SHARDED_TENANT },
		run,
	);

const put = (collection: string, id: string, data: string) =>
	onShards((shards) =>
		putRecord(shards, { collection, id }, { etag: `"${id}"`, updatedAt: 0, data }, { ifMatch: null, ifNoneMatch: null }),
	);

async function walk(collection: string, limit: number) {
	const pages: (readonly ListedRecord[])[] = [];
	for (let after: string | null = ""; after !== null; ) {
		const from: string = after;
		const { items, horizon } = await onShards((shards) => listRecords(shards, { collection, limit, after: from }));
		pages.push(items);
		after = horizon;
	}
	return pages;
}

it("lists a collection over all shards in the order of its ids, in pages of any size", async () => {
	const ids = fc.uniqueArray(fc.stringMatching(/^[A-Za-z0-9._~:@-]{1,12}$/), { maxLength: 40 });
	let run = 0;
	await fc.assert(
		fc.asyncProperty(ids, fc.integer({ min: 1, max: 12 }), async (ids, limit) => {
			const collection = `c${run++}`;
			for (const id of ids) await put(collection, id, "1");
			const pages = await walk(collection, limit);
			expect(pages.flat().map(({ id }) => id)).toEqual(ids.toSorted((a, b) => (a < b ? -1 : 1)));
			for (const page of pages.slice(0, -1)) expect(page).toHaveLength(limit);
			for (const id of ids) await onShards((shards) => deleteRecord(shards, { collection, id }, null));
		}),
		{ numRuns: 15 },
	);
});

it("puts records on every shard", async () => {
	for (let i = 0; i < 20; i++) await put("spread", `${i}`, "1");
	const count = (database: D1Database) =>
		database.prepare("SELECT count(*) AS n FROM records WHERE collection = 'spread'").first<number>("n");
	const counts = await Promise.all([count(env.SHARD__TENANT__ACME__EU__0), count(env.SHARD__TENANT__ACME__EU__1)]);
	expect(Math.min(...counts.map(Number))).toBeGreaterThan(3);
	expect(counts.map(Number).reduce((a, b) => a + b)).toBe(20);
});

it("ends a page early when its records are large, and goes on behind it", async () => {
	const data = JSON.stringify("x".repeat(250_000));
	for (let i = 0; i < 30; i++) await put("large", `${i}`.padStart(2, "0"), data);
	const pages = await walk("large", 100);
	expect(pages.length).toBeGreaterThan(1);
	for (const page of pages) expect(page.reduce((bytes, record) => bytes + record.data.length, 0)).toBeLessThan(4_000_000 + 2 * 262_144);
	expect(pages.flat().map(({ id }) => Number(id))).toEqual(Array.from({ length: 30 }, (_, i) => i));
});

it("writes each record's text into the page as it was stored", () => {
	const body = toRecordsBody({ items: [{ id: "a", etag: '"t"', updatedAt: 0, data: ' {"n" : 1.0} ' }], horizon: null });
	expect(body).toBe(String.raw`{"records":[{"id":"a","etag":"\"t\"","updatedAt":"1970-01-01T00:00:00.000Z","data": {"n" : 1.0} }]}`);
});
