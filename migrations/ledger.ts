/** wrangler's own ledger, so that `wrangler d1 migrations list` agrees (wrangler 4.164.0, 2026-11-17). */
export const READ_LEDGER = `CREATE TABLE IF NOT EXISTS d1_migrations (
	id INTEGER PRIMARY KEY AUTOINCREMENT,
	name TEXT UNIQUE,
	applied_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP NOT NULL
);
SELECT name FROM d1_migrations ORDER BY id;`;

/** Text as SQL writes it. */
export const toText = (text: string) => `'${text.replaceAll("'", "''")}'`;

export const toLedgerEntry = (name: string) => `INSERT INTO d1_migrations (name) VALUES (${toText(name)});`;

/** The names in rows of the ledger, in the order they were applied. */
export const toNames = (rows: readonly unknown[]): readonly string[] =>
	rows.flatMap((row) => (typeof row === "object" && row !== null && "name" in row && typeof row.name === "string" ? [row.name] : []));
