import pMap from "p-map";
import type { Migration } from "./read-migrations.ts";

/** wrangler's own ledger, so that `wrangler d1 migrations list` agrees (wrangler 4.164.0, 2026-11-17). */
const LEDGER = `CREATE TABLE IF NOT EXISTS d1_migrations (
	id INTEGER PRIMARY KEY AUTOINCREMENT,
	name TEXT UNIQUE,
	applied_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP NOT NULL
);
SELECT name FROM d1_migrations ORDER BY id;`;

/** Databases at a time, after the first: the management API takes 1,200 calls in 5 minutes, which the caller's `query` paces. */
const CONCURRENCY = 8;

export interface Database {
	readonly id: string;
	readonly name: string;
}

/** Runs SQL of one or more statements as one transaction and gives the last statement's rows. */
export type Query = (database: Database, sql: string) => Promise<readonly unknown[]>;

export interface Progress {
	readonly done: number;
	readonly total: number;
	readonly database: Database;
	/** Names of the migrations that were applied to it now. */
	readonly applied: readonly string[];
}

/**
 * Applies to each database what its ledger doesn't have yet: the first database alone, the others side by side.
 * What was applied stays applied: run again, it goes on where it stopped.
 * @throws Error naming database and file of the first failure.
 */
export async function applyMigrations(
	databases: readonly Database[],
	migrations: readonly Migration[],
	{ query, onProgress }: { readonly query: Query; readonly onProgress: (progress: Progress) => void },
): Promise<void> {
	const [canary, ...others] = databases;
	if (canary === undefined) return;
	let done = 0;
	const apply = async (database: Database) => {
		const applied = await applyToOne(database, migrations, query);
		done += 1;
		onProgress({ done, total: databases.length, database, applied });
	};
	await apply(canary);
	await pMap(others, apply, { concurrency: CONCURRENCY });
}

async function applyToOne(database: Database, migrations: readonly Migration[], query: Query): Promise<string[]> {
	const ledger = new Set((await query(database, LEDGER)).flatMap(toName));
	const pending = migrations.filter(({ name }) => !ledger.has(name));
	for (const { name, sql } of pending) {
		try {
			// In one call with the file, so that neither stands without the other.
			await query(database, `${sql}\nINSERT INTO d1_migrations (name) VALUES ('${name.replaceAll("'", "''")}');`);
		} catch (error) {
			throw new Error(`${name} failed on ${database.name}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
		}
	}
	return pending.map(({ name }) => name);
}

const toName = (row: unknown): string[] =>
	typeof row === "object" && row !== null && "name" in row && typeof row.name === "string" ? [row.name] : [];
