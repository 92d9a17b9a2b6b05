const FILES: Readonly<Record<string, string>> = import.meta.glob("../../migrations/*/*.sql", {
	query: "?raw",
	import: "default",
	eager: true,
});

/** A statement ends with its line; the statements inside a trigger end before its END. */
const toStatements = (sql: string) =>
	sql
		.replaceAll(/^\s*--.*$/gm, "")
		.split(/;\s*\n(?!\s*(?:END|SELECT|INSERT|UPDATE|DELETE)\b)/)
		.filter((statement) => statement.trim() !== "");

/** Applies the numbered files of `migrations/<folder>/` to an empty database. */
export async function applyMigrations(database: D1Database, folder: "directory" | "shard"): Promise<void> {
	const files = Object.keys(FILES).filter((path) => path.includes(`/${folder}/`));
	for (const file of files.sort()) {
		await database.batch(toStatements(FILES[file] ?? "").map((statement) => database.prepare(statement)));
	}
}
