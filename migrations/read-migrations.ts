import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { assertExpanding } from "./assert-expanding.ts";
import { type Migration, parseMigration } from "./parse-migration.ts";

/** A folder here: the databases it is for. */
export type MigrationSetName = "directory" | "shard";

export interface MigrationSet {
	readonly migrations: readonly Migration[];
	/** SHA-256 over names and texts, hex: another digest means that there is something to apply. */
	readonly digest: string;
}

/**
 * The set's files in the order of their numbers.
 * @throws UserError naming each statement that destroys in a file that isn't marked `-- contract`.
 */
export function readMigrations(set: MigrationSetName): MigrationSet {
	const folder = new URL(`./${set}/`, import.meta.url);
	const names = readdirSync(folder)
		.filter((name) => /^\d{4}_.+\.sql$/.test(name))
		.sort();
	const migrations = names.map((name) => parseMigration(name, readFileSync(new URL(name, folder), "utf8")));
	assertExpanding(set, migrations);
	const hash = createHash("sha256");
	for (const { name, sql } of migrations) hash.update(`${name}\0${sql}\0`);
	return { migrations, digest: hash.digest("hex") };
}
