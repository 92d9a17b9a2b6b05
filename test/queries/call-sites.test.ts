import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { findCallSites, findCallSitesIn } from "./find-call-sites.ts";

/** What `find-queries.ts` finds by its first word, and what asks no table by a condition. */
const KNOWN = /^\s*(SELECT|INSERT|UPDATE|DELETE|WITH|REPLACE|CREATE|DROP|ALTER|PRAGMA)\s/;

/** SQL that can't be told from the sources, and why it is explained all the same or need not be. */
const ALLOWED: Readonly<Record<string, string>> = {
	"lib/d1/statement.ts: sql": "`prepare` itself: `toStatement` has made the statement",
	"lib/partitions/partition-ddl.ts: text": "makes tables, indexes and triggers; what it enters in the register are texts of their own",
	"lib/tenant-deletion/deletion-register.ts: sql": "a transaction's texts with their parameters, constants of the same file",
	"lib/move/make-shard-mover.ts: sql": "a trigger made anew as another shard lists it",
	"lib/move/read-source.ts: toReadRows(table)": "made of a table's columns: explained for each tenant table",
	"lib/move/sum-rows.ts: toReadChangedKeys(table)": "made of a table's columns: explained for each tenant table",
	"lib/restore/restore-pages.ts: toFindBound(table)": "made of a table's columns: explained for each table that has a history",
	"lib/restore/restore-pages.ts: toKeepRange(table)": "made of a table's columns: explained for each table that has a history",
	"lib/restore/restore-pages.ts: toKeepNothing(RECORDS)": "made of a table's columns: explained for each table that has a history",
	"lib/restore/restore-pages.ts: toUpsertRows(RECORDS)": "made of a table's columns: explained for each table that has a history",
	"lib/restore/restore-pages.ts: sql": "made of a table's columns: explained for each table that has a history",
	"lib/move/write-target.ts: toUpsertRows(table)": "made of a table's columns: explained for each tenant table",
};

const sites = findCallSites(fileURLToPath(new URL("../../workers", import.meta.url)));
const unknown = sites.filter(({ texts }) => texts.length === 0 || !texts.every((text) => KNOWN.test(text)));

it("finds where SQL is handed over, and its text", () => {
	expect(sites.length).toBeGreaterThan(80);
	const [known, made, given, either, own] = findCallSitesIn(`
		const QUERY = "SELECT 1";
		const toQuery = (table: string) => \`SELECT * FROM \${table}\`;
		const a = database.prepare(QUERY), b = toStatement(toQuery("t"), 1);
		const c = (other: string) => sql.exec(other), d = database.prepare(first ? QUERY : build());
		const run = (own: string) => toStatement(own), h = run(QUERY), i = run("DELETE FROM t");
		const e = /x/.exec(text), f = prepare(database, statement);
	`);
	expect([known?.texts, made?.texts]).toEqual([["SELECT 1"], ["SELECT * FROM ?"]]);
	expect([given?.texts, either?.texts]).toEqual([[], []]);
	expect(own?.texts).toEqual(["SELECT 1", "DELETE FROM t"]);
});

it("knows the SQL of every place that hands some over, but for those that say why not", () => {
	expect(unknown.map(({ file, argument }) => `${file}: ${argument}`).filter((site) => !(site in ALLOWED))).toEqual([]);
});

it("allows no place that is none", () => {
	const found = unknown.map(({ file, argument }) => `${file}: ${argument}`);
	expect(Object.keys(ALLOWED).filter((site) => !found.includes(site))).toEqual([]);
});
