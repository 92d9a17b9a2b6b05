import { env } from "cloudflare:workers";
import { beforeAll, expect, it } from "vitest";
import { prepare } from "../../../../workers/lib/d1/statement.ts";
import { parsePartition } from "../../../../workers/lib/partitions/partition.ts";
import { toLayerDdl, toPartitionDdl } from "../../../../workers/lib/partitions/partition-ddl.ts";
import { findTenantTable } from "../../../../workers/lib/tenant-tables/tenant-tables.ts";
import { toFenceTriggers, toTenantTriggers, toTriggerName } from "../../../../workers/lib/tenant-tables/tenant-triggers.ts";
import { makeShards } from "../../tenant-databases.ts";

const database = env.SHARD__POOL__WEUR__0;

/** What fences and moves are made of: they say themselves who is here. */
const CONTROL = ["open_tenants", "tenant_places", "tenant_changes"];
/** Written by moves alone, while nothing else may write. */
const FENCE_ONLY = ["adopted_layers"];

beforeAll(async () => {
	await makeShards();
	const partition = parsePartition("events_2026_11");
	if (!partition) throw new Error("no partition");
	const statements = [...toPartitionDdl(partition), ...toLayerDdl(partition, 1)];
	await database.batch(statements.map((statement) => prepare(database, statement)));
});

const read = async (sql: string) => (await database.prepare(sql).all<Record<string, string>>()).results;
const squeeze = (sql = "") => sql.replaceAll(/\s+/g, " ").replace(/;$/, "");

/** Every table of the shard that has tenants' rows, as SQLite itself knows it. */
async function listTenantTables(): Promise<string[]> {
	const tables = await read("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND name NOT GLOB '_cf_*'");
	const found: string[] = [];
	for (const { name = "" } of tables)
		if ((await read(`SELECT name FROM pragma_table_info('${name}') WHERE name = 'tenant'`)).length > 0) found.push(name);
	return found.filter((name) => !CONTROL.includes(name)).sort();
}

async function triggersOf(table: string): Promise<Map<string, string>> {
	const rows = await read(`SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = '${table}'`);
	return new Map(rows.map(({ name = "", sql }) => [name, squeeze(sql)]));
}

it("fences every table that has tenants' rows, and writes down its changes, by triggers that are made in one place", async () => {
	const tables = await listTenantTables();
	expect(tables).toEqual(["adopted_layers", "events_2026_11", "events_2026_11_late_1", "records", "tenant_history"]);
	for (const table of tables) {
		const known = findTenantTable(table);
		if (!known && !FENCE_ONLY.includes(table)) throw new Error(`${table} has tenants' rows and no entry in tenant-tables.ts`);
		const wanted = known ? toTenantTriggers(known) : toFenceTriggers(table);
		const triggers = await triggersOf(table);
		for (const sql of wanted) expect(triggers.get(toTriggerName(sql)), `${table}: ${toTriggerName(sql)}`).toBe(squeeze(sql));
	}
});

it("would see a table without them", async () => {
	await database
		.prepare("CREATE TABLE later_idea (tenant TEXT NOT NULL, id TEXT NOT NULL, PRIMARY KEY (tenant, id)) STRICT, WITHOUT ROWID")
		.run();
	expect(await listTenantTables()).toContain("later_idea");
	expect(findTenantTable("later_idea")).toBeNull();
	await database.prepare("DROP TABLE later_idea").run();
});

it("names a table's key as the table does, the tenant first", async () => {
	for (const table of await listTenantTables()) {
		const known = findTenantTable(table);
		const columns = await read(`SELECT name, pk FROM pragma_table_info('${table}') ORDER BY cid`);
		const key = columns.filter(({ pk }) => Number(pk) > 0).toSorted((a, b) => Number(a["pk"]) - Number(b["pk"]));
		if (!known) continue;
		expect(key.map(({ name }) => name)).toEqual(["tenant", ...known.key]);
		expect(columns.map(({ name }) => name).toSorted()).toEqual(["tenant", ...known.columns].toSorted());
	}
});

it("costs a write no row while nobody moves and no history is kept, and one row a change while its tenant leaves", async () => {
	await database.prepare("DELETE FROM history_log").run();
	await database.prepare("INSERT INTO open_tenants (tenant, epoch) VALUES ('a', 1), ('b', 1)").run();
	const put = (tenant: string, id: string) =>
		database
			.prepare("INSERT INTO records VALUES (?1, 'c', ?2, 'e', 0, 1, '1') ON CONFLICT DO UPDATE SET version = version + 1")
			.bind(tenant, id)
			.run();
	const written = async (tenant: string, id: string) => (await put(tenant, id)).meta.rows_written;
	const read = (await put("a", "0")).meta.rows_read;
	expect(await written("a", "1")).toBe(1);
	await database.prepare("INSERT INTO tenant_places (tenant, move, state) VALUES ('b', 1, 'leaving')").run();
	expect([await written("a", "2"), await written("b", "2"), await written("b", "2")]).toEqual([1, 2, 2]);
	expect((await put("a", "3")).meta.rows_read).toBe(read);
	await database.prepare("DELETE FROM records WHERE tenant = 'b'").run();
	const { results } = await database.prepare("SELECT seq, name, key FROM tenant_changes WHERE tenant = 'b'").all();
	expect(results).toEqual([1, 2, 3].map((seq) => ({ seq, name: "records", key: '["c","2"]' })));
});

it("costs a write one row more where a history is kept: what the row was before", async () => {
	await database.prepare("INSERT INTO history_log VALUES (1, 0, 0)").run();
	const run = (sql: string) => database.prepare(sql).run();
	const put = "INSERT INTO records VALUES ('a', 'h', '1', 'e', 5, 1, '{\"a\":\"\u00e9\"}') ON CONFLICT DO UPDATE SET version = version + 1";
	const metas = [await run(put), await run(put), await run("DELETE FROM records WHERE tenant = 'a' AND collection = 'h'")];
	expect(metas.map(({ meta }) => meta.rows_written)).toEqual([2, 2, 2]);
	const { results } = await database
		.prepare("SELECT name, key, seq, old_row FROM tenant_history WHERE tenant = 'a' AND key LIKE '[\"h%' ORDER BY seq")
		.all();
	const row = (version: number) => JSON.stringify(["h", "1", "e", 5, version, '{"a":"\u00e9"}']);
	const old = ["null", row(1), row(2)];
	expect(results).toEqual(old.map((old_row, index) => ({ name: "records", key: '["h","1"]', seq: index + 1, old_row })));
});
