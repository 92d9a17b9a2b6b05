import { describe, expect, it } from "vitest";
import { UserError } from "../../config/user-error.ts";
import { assertExpanding } from "../../migrations/assert-expanding.ts";
import { findDestructive } from "../../migrations/find-destructive.ts";
import { parseMigration } from "../../migrations/parse-migration.ts";

describe("a destructive statement", () => {
	it.each([
		["DROP TABLE records;", "DROP TABLE records"],
		["drop table if exists records;", "drop table if exists records"],
		["ALTER TABLE records DROP COLUMN data;", "ALTER TABLE records DROP COLUMN data"],
		["ALTER TABLE records RENAME TO rows;", "ALTER TABLE records RENAME TO rows"],
		["ALTER TABLE records\n\tRENAME COLUMN data TO body;", "ALTER TABLE records RENAME COLUMN data TO body"],
		["ALTER TABLE records ADD COLUMN size INTEGER NOT NULL;", "ALTER TABLE records ADD COLUMN size INTEGER NOT NULL"],
		["DROP INDEX by_time;", "DROP INDEX by_time"],
		["DROP TRIGGER fence;", "DROP TRIGGER fence"],
		["CREATE TABLE a (b);\nDROP TABLE c", "DROP TABLE c"],
	])("is found in %j", (sql, statement) => {
		expect(findDestructive(sql)).toEqual([statement]);
	});

	it.each([
		["ALTER TABLE records ADD COLUMN size INTEGER NOT NULL DEFAULT 0;"],
		["ALTER TABLE records ADD COLUMN size INTEGER;"],
		["CREATE TABLE a (b TEXT NOT NULL);"],
		["-- DROP TABLE records;\nSELECT 1;"],
		["/* ALTER TABLE a RENAME TO b */ SELECT 1;"],
		["INSERT INTO notes VALUES ('DROP TABLE records;');"],
		["DROP TRIGGER IF EXISTS fence;\nCREATE TRIGGER fence BEFORE INSERT ON a BEGIN SELECT 1; END;"],
		["DROP INDEX by_time; CREATE UNIQUE INDEX by_time ON a (time);"],
	])("is none in %j", (sql) => {
		expect(findDestructive(sql)).toEqual([]);
	});

	it("is refused with file, statement and remedy, all at once, unless the file says that it contracts", () => {
		const first = parseMigration("0007_a.sql", "DROP TABLE a;\nALTER TABLE b RENAME TO c;");
		const second = parseMigration("0008_b.sql", "-- contract\nDROP TABLE d;");
		const refuse = () => assertExpanding("shard", [first, second]);
		expect(refuse).toThrow(UserError);
		expect(refuse).toThrow(/migrations\/shard\/0007_a\.sql = DROP TABLE a: .*"-- contract".*\n.*ALTER TABLE b RENAME TO c/);
		expect(refuse).not.toThrow(/0008/);
	});
});

it("reads phase and checks of a file from its comments", () => {
	expect(parseMigration("1.sql", "--contract\n-- check: SELECT 1;\n--check: SELECT count(*) = 0 FROM a\nDROP TABLE b;")).toMatchObject({
		kind: "contract",
		checks: ["SELECT 1", "SELECT count(*) = 0 FROM a"],
	});
	expect(parseMigration("1.sql", "-- Where contract work is kept.\nCREATE TABLE a (b);")).toMatchObject({ kind: "expand", checks: [] });
});
