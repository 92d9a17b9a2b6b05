import pMap from "p-map";
import { UserError } from "../config/user-error.ts";
import { READ_LEDGER, toLedgerEntry, toNames, toText } from "./ledger.ts";
import type { Migration } from "./parse-migration.ts";
import { type Phase, toApply } from "./to-apply.ts";

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

interface Run {
	readonly phase: Phase;
	readonly query: Query;
	readonly onProgress: (progress: Progress) => void;
}

/**
 * Applies to each database what its ledger doesn't have yet: to the first one alone, and where that went well to the others
 * side by side. What was applied stays applied: run again, it goes on where it stopped.
 * @throws UserError naming database and file of the first failure; a database that was begun is finished or as it was before.
 */
export async function applyMigrations(databases: readonly Database[], migrations: readonly Migration[], run: Run): Promise<void> {
	const [canary, ...others] = databases;
	if (canary === undefined) return;
	let done = 0;
	const apply = async (database: Database) => {
		const applied = await applyToOne(database, migrations, run);
		done += 1;
		run.onProgress({ done, total: databases.length, database, applied });
	};
	await apply(canary);
	await pMap(others, apply, { concurrency: CONCURRENCY });
}

async function applyToOne(database: Database, migrations: readonly Migration[], { phase, query }: Run): Promise<readonly string[]> {
	const ledger = toNames(await query(database, READ_LEDGER));
	const pending = toApply(migrations, ledger, phase, database.name);
	for (const migration of pending) {
		try {
			await query(database, toSql(migration));
		} catch (error) {
			const why = error instanceof Error ? error.message : String(error);
			throw new UserError("migration", `${migration.name} failed on ${database.name}: ${why}`, []);
		}
	}
	return pending.map(({ name }) => name);
}

/** In one call, so that none of them stands without the others. */
const toSql = ({ name, sql, checks }: Migration) => [sql, ...checks.map(toAssertion), toLedgerEntry(name)].join("\n");

/** SQL that fails, with the check in the error's text, where the check isn't true. */
const toAssertion = (check: string) =>
	`SELECT CASE WHEN (${check}) THEN 1 ELSE json_extract('{}', ${toText(`check doesn't hold: ${check}`)}) END;`;
