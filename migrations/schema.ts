/** The SQL of each table, index, view and trigger, by its kind and name: `table records`. */
export type Schema = Readonly<Record<string, string>>;

/** Without what the engine, the ledger and the code that makes time partitions keep there. */
export const READ_SCHEMA = `SELECT type || ' ' || name AS name, sql FROM sqlite_schema
WHERE sql IS NOT NULL
	AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND name NOT LIKE '\\_cf\\_%' ESCAPE '\\' AND name <> 'd1_migrations'
	AND tbl_name NOT GLOB 'events_[0-9][0-9][0-9][0-9]_[0-9][0-9]*'
ORDER BY 1;`;

/** From rows of {@link READ_SCHEMA}; how the SQL is spaced and commented is not compared. */
export function toSchema(rows: readonly unknown[]): Schema {
	return Object.fromEntries(
		rows.flatMap((row) => {
			const { name, sql } = typeof row === "object" && row !== null && "name" in row && "sql" in row ? row : {};
			return typeof name === "string" && typeof sql === "string" ? [[name, toPlain(sql)]] : [];
		}),
	);
}

const toPlain = (sql: string) =>
	sql
		.replaceAll(/--[^\n]*/g, " ")
		.replaceAll(/\s+/g, " ")
		.replaceAll(/ ?([(),]) ?/g, "$1")
		.trim();
