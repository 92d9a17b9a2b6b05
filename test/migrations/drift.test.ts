import { DatabaseSync } from "node:sqlite";
import { expect, it } from "vitest";
import { findDrift, makeExpectedSchema } from "../../migrations/find-drift.ts";
import { readMigrations } from "../../migrations/read-migrations.ts";
import { READ_SCHEMA, toSchema } from "../../migrations/schema.ts";

const { migrations } = readMigrations("shard");
const LEDGER = migrations.map(({ name }) => name);

/** A shard as its migrations make it, then changed by hand. */
async function findDriftAfter(sql: string, ledger = LEDGER) {
	const database = new DatabaseSync(":memory:");
	for (const migration of migrations) database.exec(migration.sql);
	database.exec("CREATE TABLE d1_migrations (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT UNIQUE);");
	database.exec(sql);
	const unknown = ledger.filter((name) => !LEDGER.includes(name));
	return findDrift(await makeExpectedSchema(migrations, ledger), toSchema(database.prepare(READ_SCHEMA).all()), unknown);
}

it("finds none in a shard as its migrations make it, its time partitions apart", async () => {
	expect(
		await findDriftAfter("CREATE TABLE events_2026_11 (tenant TEXT); CREATE INDEX events_2026_11_by_id ON events_2026_11 (tenant);"),
	).toBeNull();
});

it.each([
	["an index that somebody made", "CREATE INDEX by_etag ON records (etag)", { extra: ["index by_etag"] }],
	["a fence that is gone", "DROP TRIGGER records_fence_insert", { missing: ["trigger records_fence_insert"] }],
	["a column more", "ALTER TABLE open_tenants ADD COLUMN note TEXT", { changed: ["table open_tenants"] }],
])("names %s", async (_, sql, drift) => {
	expect(await findDriftAfter(sql)).toEqual({ missing: [], extra: [], changed: [], unknown: [], ...drift });
});

it("names what a ledger claims and no file has, and what it lacks though the tables are there", async () => {
	const drift = await findDriftAfter("", [...LEDGER.slice(0, 1), "0099_other.sql"]);
	expect(drift).toMatchObject({ unknown: ["0099_other.sql"], missing: [] });
	expect(drift?.extra).toContain("table event_layers");
});
