import { env } from "cloudflare:workers";
import { beforeEach, expect, it } from "vitest";
import { FORGET_ROWS } from "../../../../sizing/usage/upkeep.ts";
import { pruneHistory } from "../../../../workers/lib/restore/prune-history.ts";
import { makeShards, openTenant } from "../../tenant-databases.ts";

const database = env.SHARD__POOL__WEUR__0;
const other = env.SHARD__POOL__WEUR__1;
const shards = [
	{ shard: { id: "pool-weur-1", tenant: null, location: "weur", index: 1 }, database: other },
	{ shard: { id: "pool-weur-0", tenant: null, location: "weur", index: 0 }, database },
] as const;
const HOUR = 3_600_000;
const AT = 1_000 * HOUR;

beforeEach(async () => {
	await makeShards();
	for (const shard of [database, other]) for (const tenant of ["a", "b"]) await openTenant(shard, tenant);
});

const age = (on: D1Database, tenant: string, rows: number, at: number) =>
	on
		.prepare(
			`WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < ?2)
INSERT INTO tenant_history (tenant, name, key, seq, at, old_row) SELECT ?1, 'records', '["c","' || ?3 || '-' || n || '"]', 1, ?3, 'null' FROM n`,
		)
		.bind(tenant, rows, at)
		.run();
const read = async (sql: string, on = database) => (await on.prepare(sql).all()).results;
const total = (items: readonly number[]) => items.reduce((sum, item) => sum + item, 0);

async function pruneAll(keepSeconds: number, at = AT) {
	const forgotten: number[] = [];
	for (let after: string | null = null, calls = 0; calls === 0 || after; calls++) {
		const page: Awaited<ReturnType<typeof pruneHistory>> = await pruneHistory(shards, { at, keepSeconds }, after);
		forgotten.push(...page.items);
		after = page.next;
	}
	return total(forgotten);
}

it("forgets what is too old, page by page and on every shard, and says so before", async () => {
	await age(database, "a", 4_500, AT - 3 * HOUR);
	await age(database, "b", 300, AT - HOUR);
	await age(other, "b", 7, AT - 3 * HOUR);
	expect(await pruneAll(7_200)).toBe(4_507);
	expect(await read("SELECT tenant, count(*) AS n FROM tenant_history GROUP BY tenant")).toEqual([{ tenant: "b", n: 300 }]);
	expect(await read("SELECT pruned_to FROM history_log")).toEqual([{ pruned_to: AT - 2 * HOUR }]);
	expect(await pruneAll(14_400)).toBe(0);
	expect(await read("SELECT pruned_to FROM history_log")).toEqual([{ pruned_to: AT - 2 * HOUR }]);
});

it("lets a tenant that moves be, and the others not wait for it", async () => {
	await age(database, "a", 5, AT - 3 * HOUR);
	await age(database, "b", 5, AT - 3 * HOUR);
	await database.prepare("DELETE FROM open_tenants WHERE tenant = 'a'").run();
	expect(await pruneAll(7_200)).toBe(5);
	expect(await read("SELECT DISTINCT tenant FROM tenant_history")).toEqual([{ tenant: "a" }]);
});

it("keeps nothing where nothing is to be kept, and begins anew where it is again", async () => {
	await age(database, "a", 5, AT - 60_000);
	expect(await pruneAll(0)).toBe(5);
	const put = "INSERT INTO records VALUES ('a', 'c', ?1, 'e', 0, 1, '1')";
	await database.prepare(put).bind("1").run();
	expect(await read("SELECT * FROM tenant_history")).toEqual([]);
	await pruneAll(86_400, AT + HOUR);
	expect(await read("SELECT since FROM history_log")).toEqual([{ since: AT + HOUR }]);
	await database.prepare(put).bind("2").run();
	expect(await read("SELECT key FROM tenant_history")).toEqual([{ key: '["c","2"]' }]);
});

it("reads each change that it keeps twice, however many pages there are, and of one that it forgets little more", async () => {
	const rows = { read: 0, written: 0 };
	const counting: Pick<D1Database, "prepare" | "batch"> = {
		prepare: (sql) => database.prepare(sql),
		batch: async <T>(statements: D1PreparedStatement[]) => {
			const results = await database.batch<T>(statements);
			for (const { meta } of results) {
				rows.read += meta.rows_read;
				rows.written += meta.rows_written;
			}
			return results;
		},
	};
	await age(database, "a", 6_500, AT - HOUR);
	await age(database, "b", 500, AT - 3 * HOUR);
	const { items } = await pruneHistory([{ ...shards[1], database: counting }], { at: AT, keepSeconds: 7_200 }, null);
	expect([items.length, total(items)]).toEqual([4, 500]);
	// Of each row it forgets, the fence and the log of changes look at whose it is.
	expect(rows.read).toBeLessThan(2 * 7_000 + FORGET_ROWS.read * 500 + 50);
	expect(rows.read).toBeGreaterThan(2 * 7_000 + FORGET_ROWS.read * 500 - 50);
	// And one row says how far back is forgotten.
	expect(rows.written).toBe(FORGET_ROWS.written * 500 + 1);
});

it("goes on where an invocation's queries end", async () => {
	let queries = 0;
	const empty: Pick<D1Database, "prepare" | "batch"> = {
		prepare: (sql) => database.prepare(sql),
		batch: async (statements) => {
			queries += statements.length;
			return [];
		},
	};
	const many = Array.from({ length: 500 }, (_, index) => ({ shard: { ...shards[0].shard, id: `pool-weur-${index}` }, database: empty }));
	const pages: number[] = [];
	for (let after: string | null = null; pages.length === 0 || after; queries = 0) {
		const page: Awaited<ReturnType<typeof pruneHistory>> = await pruneHistory(many, { at: AT, keepSeconds: 7_200 }, after);
		expect(queries).toBeLessThanOrEqual(900);
		pages.push(page.items.length);
		after = page.next;
	}
	expect(pages.length).toBeGreaterThan(1);
	expect(total(pages)).toBe(500);
});
