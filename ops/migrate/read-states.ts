import pMap from "p-map";
import type { Database, Query } from "../../migrations/apply-migrations.ts";
import { type Drift, findDrift, makeExpectedSchema } from "../../migrations/find-drift.ts";
import { toNames } from "../../migrations/ledger.ts";
import type { Migration } from "../../migrations/parse-migration.ts";
import { READ_SCHEMA, type Schema, toSchema } from "../../migrations/schema.ts";
import type { Fleet } from "./fleet.ts";

/** Databases at a time; `query` paces the calls. */
const CONCURRENCY = 8;

export interface DatabaseState {
	readonly database: string;
	readonly applied: number;
	readonly pending: readonly Migration[];
	readonly drift: Drift | null;
}

/** By database: the names of the migrations it lacks. */
export async function readPending({ databases, migrations }: Fleet, query: Query, onRead: (database: string) => void) {
	const entries = await pMap(
		databases,
		async (database) => {
			const ledger = await readLedger(database, query);
			onRead(database.name);
			return [database.name, migrations.map(({ name }) => name).filter((name) => !ledger.includes(name))] as const;
		},
		{ concurrency: CONCURRENCY },
	);
	return new Map(entries);
}

const READ_NAMES = "SELECT name FROM d1_migrations ORDER BY id;";

/** What each database has of its migrations, and where it isn't as its ledger says. Writes nothing. */
export async function readStates(
	{ databases, migrations }: Fleet,
	query: Query,
	onRead: (database: string) => void,
): Promise<readonly DatabaseState[]> {
	const readExpected = rememberExpected(migrations);
	return pMap(
		databases,
		async (database) => {
			const ledger = await readLedger(database, query);
			const schema = toSchema(await query(database, READ_SCHEMA));
			onRead(database.name);
			const unknown = ledger.filter((name) => !migrations.some((migration) => migration.name === name));
			return {
				database: database.name,
				applied: ledger.length - unknown.length,
				pending: migrations.filter(({ name }) => !ledger.includes(name)),
				drift: findDrift(await readExpected(ledger), schema, unknown),
			};
		},
		{ concurrency: CONCURRENCY },
	);
}

async function readLedger(database: Database, query: Query): Promise<readonly string[]> {
	try {
		return toNames(await query(database, READ_NAMES));
	} catch (error) {
		if (error instanceof Error && error.message.includes("no such table: d1_migrations")) return [];
		throw error;
	}
}

/** Most databases of a fleet have the same ledger. */
function rememberExpected(migrations: readonly Migration[]): (ledger: readonly string[]) => Promise<Schema> {
	const known = new Map<string, Promise<Schema>>();
	return (ledger) => {
		const key = ledger.join("\n");
		const expected = known.get(key) ?? makeExpectedSchema(migrations, ledger);
		known.set(key, expected);
		return expected;
	};
}
