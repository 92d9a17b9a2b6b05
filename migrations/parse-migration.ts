/** One file of SQL. */
export interface Migration {
	/** The file's name, as it stands in the ledger: `0001_directory.sql`. */
	readonly name: string;
	/**
	 * `expand`: the code before it runs on with it, so it goes ahead of the new code. `contract`: it takes away what only
	 * the code before needed, so it follows once that code is gone. A line `-- contract` says so.
	 */
	readonly kind: "expand" | "contract";
	/** Queries of one column that must be true once it is applied, or else it is as if it never was: lines `-- check: SELECT …`. */
	readonly checks: readonly string[];
	readonly sql: string;
}

const CONTRACT = /^--[ \t]*contract[ \t]*$/m;
const CHECK = /^--[ \t]*check:[ \t]*(\S.*?);?[ \t]*$/gm;

export const parseMigration = (name: string, sql: string): Migration => ({
	name,
	kind: CONTRACT.test(sql) ? "contract" : "expand",
	checks: [...sql.matchAll(CHECK)].map(([, query = ""]) => query),
	sql,
});
