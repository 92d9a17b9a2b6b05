import { DatabaseSync } from "node:sqlite";
import { expect, it } from "vitest";
import { applyMigrations, type Database, type Progress, type Query } from "../../migrations/apply-migrations.ts";
import { parseMigration } from "../../migrations/parse-migration.ts";
import { readMigrations } from "../../migrations/read-migrations.ts";

/** Databases in memory behind the one call that migrations make: a call is a transaction, as it is at D1. */
function makeFleet(count: number) {
	const calls: string[] = [];
	const databases = Array.from({ length: count }, (_, index) => ({ id: `id-${index}`, name: `shard-${index}` }));
	const files = new Map(databases.map(({ id }) => [id, new DatabaseSync(":memory:")]));
	const open = ({ id }: Pick<Database, "id">) => {
		const file = files.get(id);
		if (!file) throw new Error(`no database ${id}`);
		return file;
	};
	const query: Query = async (database, sql) => {
		calls.push(database.name);
		const file = open(database);
		file.exec("BEGIN");
		try {
			file.exec(sql);
			file.exec("COMMIT");
		} catch (error) {
			file.exec("ROLLBACK");
			throw error;
		}
		return sql.includes("SELECT name FROM d1_migrations") ? file.prepare("SELECT name FROM d1_migrations ORDER BY id").all() : [];
	};
	const ledger = (id: string) =>
		open({ id })
			.prepare("SELECT name FROM d1_migrations ORDER BY id")
			.all()
			.map((row) => row["name"]);
	return { databases, query, calls, ledger, exec: (id: string, sql: string) => open({ id }).exec(sql) };
}

const FIRST = parseMigration("0001_first.sql", "CREATE TABLE t (a);");
const SECOND = parseMigration("0002_second.sql", "ALTER TABLE t ADD COLUMN b;");
const CONTRACT = parseMigration("0003_contract.sql", "-- contract\nALTER TABLE t DROP COLUMN a;");
const ignore = { phase: "expand", onProgress: () => undefined } as const;

it("applies what a ledger lacks, in order, and nothing twice", async () => {
	const { databases, query, ledger } = makeFleet(3);
	await applyMigrations(databases, [FIRST], { query, ...ignore });
	await applyMigrations(databases, [FIRST, SECOND], { query, ...ignore });
	await applyMigrations(databases, [FIRST, SECOND], { query, ...ignore });
	for (const { id } of databases) expect(ledger(id)).toEqual([FIRST.name, SECOND.name]);
});

it("touches no other database before the first one is done", async () => {
	const { databases, query, calls } = makeFleet(5);
	const broken = parseMigration("0001_broken.sql", "CREATE TABLE");
	await expect(applyMigrations(databases, [broken], { query, ...ignore })).rejects.toThrow(/0001_broken\.sql failed on shard-0/);
	expect(new Set(calls)).toEqual(new Set(["shard-0"]));
});

it("leaves neither table nor ledger entry of a file that fails, and goes on with it when run again", async () => {
	const { databases, query, ledger } = makeFleet(1);
	const half = parseMigration("0001_half.sql", "CREATE TABLE t (a); INSERT INTO missing VALUES (1);");
	await expect(applyMigrations(databases, [half], { query, ...ignore })).rejects.toThrow(/0001_half\.sql/);
	expect(ledger("id-0")).toEqual([]);
	await applyMigrations(databases, [{ ...half, sql: "CREATE TABLE t (a);" }], { query, ...ignore });
	expect(ledger("id-0")).toEqual([half.name]);
});

it("names the database and the file where one of many fails", async () => {
	const { databases, query, exec } = makeFleet(20);
	exec("id-7", "CREATE TABLE t (other)");
	await expect(applyMigrations(databases, [FIRST], { query, ...ignore })).rejects.toThrow(/0001_first\.sql failed on shard-7: .*exists/);
});

it("tells its progress, database by database", async () => {
	const { databases, query } = makeFleet(4);
	const seen: Progress[] = [];
	await applyMigrations(databases, [FIRST], { ...ignore, query, onProgress: (progress) => seen.push(progress) });
	expect(seen.map(({ done, total }) => [done, total])).toEqual([1, 2, 3, 4].map((done) => [done, 4]));
	expect(seen[0]).toMatchObject({ database: { name: "shard-0" }, applied: [FIRST.name] });
});

it("leaves what contracts for the phase after the new code", async () => {
	const { databases, query, ledger } = makeFleet(3);
	await applyMigrations(databases, [FIRST, SECOND], { ...ignore, query });
	await applyMigrations(databases, [FIRST, SECOND, CONTRACT], { ...ignore, query });
	expect(ledger("id-1")).toEqual([FIRST.name, SECOND.name]);
	await applyMigrations(databases, [FIRST, SECOND, CONTRACT], { ...ignore, phase: "contract", query });
	for (const { id } of databases) expect(ledger(id)).toEqual([FIRST.name, SECOND.name, CONTRACT.name]);
});

it("gives a new database every file in the first phase, since no older code uses it", async () => {
	const { databases, query, ledger } = makeFleet(1);
	await applyMigrations(databases, [FIRST, SECOND, CONTRACT], { ...ignore, query });
	expect(ledger("id-0")).toEqual([FIRST.name, SECOND.name, CONTRACT.name]);
});

it("refuses to expand ahead of a contraction that isn't applied, and names both", async () => {
	const { databases, query, ledger } = makeFleet(1);
	const later = parseMigration("0004_later.sql", "CREATE TABLE u (a);");
	await applyMigrations(databases, [FIRST, SECOND], { ...ignore, query });
	await expect(applyMigrations(databases, [FIRST, SECOND, CONTRACT, later], { ...ignore, query })).rejects.toThrow(
		/0004_later\.sql.*shard-0.*0003_contract\.sql/,
	);
	expect(ledger("id-0")).toEqual([FIRST.name, SECOND.name]);
});

it("undoes a migration whose check doesn't hold, and touches no other database", async () => {
	const { databases, query, calls, ledger } = makeFleet(5);
	const checked = parseMigration("0002_checked.sql", "-- check: SELECT count(*) = 1 FROM t\nINSERT INTO t VALUES (1), (2);");
	await applyMigrations(databases, [FIRST], { ...ignore, query });
	calls.length = 0;
	await expect(applyMigrations(databases, [FIRST, checked], { ...ignore, query })).rejects.toThrow(
		/0002_checked\.sql failed on shard-0: .*check doesn''t hold: SELECT count/,
	);
	expect(new Set(calls)).toEqual(new Set(["shard-0"]));
	expect(ledger("id-0")).toEqual([FIRST.name]);
});

it.each(["directory", "shard"] as const)("reads migrations/%s in the order of its numbers", (set) => {
	const { migrations, digest } = readMigrations(set);
	expect(migrations[0]?.name).toMatch(/^0001_/);
	expect(migrations.map(({ name }) => name)).toEqual(migrations.map(({ name }) => name).sort());
	expect(digest).toMatch(/^[0-9a-f]{64}$/);
});
