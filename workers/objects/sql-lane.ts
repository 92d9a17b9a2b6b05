import type { SqlStorage } from "@cloudflare/workers-types";
import { type LaneStore, REMEMBERED } from "../lib/ordered-lane/lane-store.ts";

const SCHEMA = `
CREATE TABLE IF NOT EXISTS messages (place INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, body TEXT, attempts INTEGER NOT NULL);
CREATE INDEX IF NOT EXISTS waiting ON messages (place) WHERE body IS NOT NULL;`;
/** No upsert: one that inserts nothing would leave a gap between places. */
const APPEND = `INSERT INTO messages (id, body, attempts)
SELECT ?1, ?2, 0 WHERE NOT EXISTS (SELECT 1 FROM messages WHERE id = ?1) RETURNING place`;
const HEAD = "SELECT place, id, body, attempts FROM messages WHERE body IS NOT NULL ORDER BY place LIMIT 1";

/** Messages leave in the order of their places, so that none is missing between the first and the last that wait. */
const SIZE = `SELECT coalesce((SELECT max(place) FROM messages) + 1 -
	(SELECT place FROM messages WHERE body IS NOT NULL ORDER BY place LIMIT 1), 0) AS waiting`;

interface Row extends Record<string, string | number> {
	place: number;
	id: string;
	body: string;
	attempts: number;
}

/** In the SQLite of an object: every step is durable before the object answers. */
export function makeSqlLane(sql: SqlStorage): LaneStore {
	sql.exec(SCHEMA);
	const head = () => sql.exec<Row>(HEAD).toArray()[0] ?? null;
	return {
		append: (id, body) => sql.exec(APPEND, id, body).toArray().length > 0,
		head,
		fail() {
			sql.exec("UPDATE messages SET attempts = attempts + 1 WHERE place = ?", head()?.place ?? null);
		},
		remove() {
			const place = head()?.place;
			if (place === undefined) return;
			sql.exec("UPDATE messages SET body = NULL WHERE place = ?", place);
			sql.exec("DELETE FROM messages WHERE place <= ?", place - REMEMBERED);
		},
		size: () => sql.exec<{ waiting: number }>(SIZE).one().waiting,
	};
}
