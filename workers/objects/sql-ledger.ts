import type { SqlStorage } from "@cloudflare/workers-types";
import { MAX_OPEN, RENEW_MS, type SessionLedger, toOverAt } from "../lib/sessions/session-ledger.ts";

/** A hundred rows at most: an index would cost a row with every write and spare nothing. */
const SCHEMA = `CREATE TABLE IF NOT EXISTS sessions (id TEXT PRIMARY KEY, renewed_at INTEGER NOT NULL, over_at INTEGER NOT NULL, until INTEGER NOT NULL) WITHOUT ROWID`;
const OPEN = "INSERT INTO sessions (id, renewed_at, over_at, until) VALUES (?, ?, ?, ?)";
const READ = "SELECT renewed_at AS renewedAt, over_at AS overAt, until FROM sessions WHERE id = ?";
const RENEW = "UPDATE sessions SET renewed_at = ?, over_at = ? WHERE id = ?";
const END = "DELETE FROM sessions WHERE id = ?";
const END_OLDEST = "DELETE FROM sessions WHERE id IN (SELECT id FROM sessions ORDER BY renewed_at DESC LIMIT -1 OFFSET ?)";
const SWEEP = "DELETE FROM sessions WHERE over_at <= ? RETURNING id";

type Row = Record<"renewedAt" | "overAt" | "until", number>;

/** In the SQLite of an object, which answers only when its writes are durable. */
export function makeSqlLedger(sql: SqlStorage): SessionLedger {
	sql.exec(SCHEMA);
	const sweep = (now: number) => sql.exec(SWEEP, now).toArray().length;
	return {
		async open(id, { replaces, until, ...times }) {
			if (replaces !== null) sql.exec(END, replaces);
			sweep(times.now);
			sql.exec(END_OLDEST, MAX_OPEN - 1);
			sql.exec(OPEN, id, times.now, toOverAt(times, until), until);
		},
		async touch(id, times) {
			const [row] = sql.exec<Row>(READ, id).toArray();
			if (!row || row.overAt <= times.now) return "over";
			if (times.now - row.renewedAt < RENEW_MS) return "open";
			sql.exec(RENEW, times.now, toOverAt(times, row.until), id);
			return "renew";
		},
		end: async (id) => void sql.exec(END, id),
		endAll: async () => void sql.exec("DELETE FROM sessions"),
		sweep: async (now) => sweep(now),
	};
}
