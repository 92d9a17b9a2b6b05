import type { SqlStorage } from "@cloudflare/workers-types";
import type { Sweep, SweepStore } from "../lib/key-sweep/key-sweep.ts";

const SCHEMA = `CREATE TABLE IF NOT EXISTS key_sweeps (
	tenant TEXT NOT NULL, location TEXT NOT NULL, key_id TEXT NOT NULL, round TEXT NOT NULL, due_at INTEGER NOT NULL, after TEXT NOT NULL,
	tries INTEGER NOT NULL, PRIMARY KEY (key_id, round)
) WITHOUT ROWID`;
const PUT = "INSERT OR REPLACE INTO key_sweeps (tenant, location, key_id, round, due_at, after, tries) VALUES (?, ?, ?, ?, ?, ?, ?)";
const DROP = "DELETE FROM key_sweeps WHERE key_id = ? AND round = ?";
/** Of the few that there are. */
const FIRST = "SELECT tenant, location, key_id AS keyId, round, due_at AS dueAt, after, tries FROM key_sweeps ORDER BY due_at LIMIT 1";

type Row = { -readonly [K in keyof Sweep]: Sweep[K] };

/** In the SQLite of an object. */
export function makeSqlSweeps(sql: SqlStorage): SweepStore {
	sql.exec(SCHEMA);
	return {
		put({ tenant, location, keyId, round, dueAt, after, tries }) {
			sql.exec(PUT, tenant, location, keyId, round, dueAt, after, tries);
		},
		drop: ({ keyId, round }) => void sql.exec(DROP, keyId, round),
		first: () => sql.exec<Row>(FIRST).toArray()[0] ?? null,
	};
}
