import { describe, expect, it } from "vitest";
import { splitSql } from "../../local/api/split-sql.ts";

describe("splitSql", () => {
	it.each([
		["SELECT 1; SELECT 2;", ["SELECT 1", "SELECT 2"]],
		["SELECT ';' ; SELECT \"a;b\"", ["SELECT ';'", 'SELECT "a;b"']],
		["SELECT 'it''s; so'", ["SELECT 'it''s; so'"]],
		["-- a; b\nSELECT 1; /* c; d */ SELECT 2", ["-- a; b\nSELECT 1", "/* c; d */ SELECT 2"]],
		["SELECT 1;;\n-- the end;\n", ["SELECT 1"]],
		["SELECT [a;b], `c;d` FROM t", ["SELECT [a;b], `c;d` FROM t"]],
		["", []],
	])("cuts %j where statements end", (sql, statements) => {
		expect(splitSql(sql)).toEqual(statements);
	});

	it("keeps a trigger's body together", () => {
		const trigger = "CREATE TRIGGER t BEFORE INSERT ON a BEGIN SELECT CASE WHEN 1 THEN 2 END; SELECT RAISE(ABORT, 'x;y'); END";
		expect(splitSql(`CREATE TABLE a (b);${trigger}; SELECT 1`)).toEqual(["CREATE TABLE a (b)", trigger, "SELECT 1"]);
		expect(splitSql(`${trigger.replace("CREATE", "create temp")};SELECT 1`)).toHaveLength(2);
	});

	it("cuts after a trigger that may exist already", () => {
		const trigger = "CREATE TRIGGER IF NOT EXISTS t AFTER DELETE ON a BEGIN DELETE FROM b; END";
		expect(splitSql(`${trigger};\nSELECT 1;`)).toEqual([trigger, "SELECT 1"]);
	});
});
