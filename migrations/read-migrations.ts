import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";

/** A folder here: the databases it is for. */
export type MigrationSetName = "directory" | "shard";

export interface Migration {
	/** The file's name, as it stands in the ledger: `0001_directory.sql`. */
	readonly name: string;
	readonly sql: string;
}

export interface MigrationSet {
	readonly migrations: readonly Migration[];
	/** SHA-256 over names and texts, hex: another digest means that there is something to apply. */
	readonly digest: string;
}

/** The set's files in the order of their numbers. */
export function readMigrations(set: MigrationSetName): MigrationSet {
	const folder = new URL(`./${set}/`, import.meta.url);
	const names = readdirSync(folder)
		.filter((name) => /^\d{4}_.+\.sql$/.test(name))
		.sort();
	const migrations = names.map((name) => ({ name, sql: readFileSync(new URL(name, folder), "utf8") }));
	const hash = createHash("sha256");
	for (const { name, sql } of migrations) hash.update(`${name}\0${sql}\0`);
	return { migrations, digest: hash.digest("hex") };
}
