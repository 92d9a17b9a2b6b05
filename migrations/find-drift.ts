import type { Migration } from "./parse-migration.ts";
import { READ_SCHEMA, type Schema, toSchema } from "./schema.ts";

/** How a database differs from what its ledger says of it, each as `table records`. */
export interface Drift {
	readonly missing: readonly string[];
	readonly extra: readonly string[];
	readonly changed: readonly string[];
	/** Entries of the ledger that no file here has. */
	readonly unknown: readonly string[];
}

/** What a database should hold after the migrations in its ledger: they are applied, in that order, to one in memory. */
export async function makeExpectedSchema(migrations: readonly Migration[], ledger: readonly string[]): Promise<Schema> {
	// Loaded only here: Node.js has it from 22.5 on, and a deployment can do without.
	const { DatabaseSync } = await import("node:sqlite");
	const database = new DatabaseSync(":memory:");
	try {
		for (const name of ledger) database.exec(migrations.find((migration) => migration.name === name)?.sql ?? "");
		return toSchema(database.prepare(READ_SCHEMA).all());
	} finally {
		database.close();
	}
}

/** Compares a database with what it should hold; null where they agree. */
export function findDrift(expected: Schema, actual: Schema, unknown: readonly string[]): Drift | null {
	const missing = Object.keys(expected).filter((name) => actual[name] === undefined);
	const extra = Object.keys(actual).filter((name) => expected[name] === undefined);
	const changed = Object.keys(expected).filter((name) => actual[name] !== undefined && actual[name] !== expected[name]);
	return [missing, extra, changed, unknown].every((list) => list.length === 0) ? null : { missing, extra, changed, unknown };
}
