import type { SqlStorage } from "@cloudflare/workers-types";

export interface LaneMessage {
	readonly id: string;
	readonly body: string;
	/** Deliveries that failed. */
	readonly attempts: number;
}

/** What a lane keeps: messages in the order in which they came. */
export interface LaneStore {
	/** False where a message of that id waits already, or was among the last that left. */
	append(id: string, body: string): boolean;
	head(): LaneMessage | null;
	/** Counts a failed delivery of the head. */
	fail(): void;
	/** Takes the head out; its id stays known for a while. */
	remove(): void;
	size(): number;
}

/** Ids that a lane knows after their messages have left it. */
const REMEMBERED = 1_000;

const SCHEMA = `
CREATE TABLE IF NOT EXISTS messages (place INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, body TEXT, attempts INTEGER NOT NULL);
CREATE INDEX IF NOT EXISTS waiting ON messages (place) WHERE body IS NOT NULL;`;
const APPEND = "INSERT INTO messages (id, body, attempts) VALUES (?, ?, 0) ON CONFLICT DO NOTHING RETURNING place";
const HEAD = "SELECT place, id, body, attempts FROM messages WHERE body IS NOT NULL ORDER BY place LIMIT 1";

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
		size: () => sql.exec<{ n: number }>("SELECT count(*) AS n FROM messages WHERE body IS NOT NULL").one().n,
	};
}

/** For tests of what uses a lane. */
export function makeMemoryLane(): LaneStore {
	let waiting: readonly LaneMessage[] = [];
	let left: readonly string[] = [];
	return {
		append(id, body) {
			if (left.includes(id) || waiting.some((message) => message.id === id)) return false;
			waiting = [...waiting, { id, body, attempts: 0 }];
			return true;
		},
		head: () => waiting[0] ?? null,
		fail() {
			waiting = waiting.map((message, index) => (index === 0 ? { ...message, attempts: message.attempts + 1 } : message));
		},
		remove() {
			left = [...left, ...waiting.slice(0, 1).map(({ id }) => id)].slice(-REMEMBERED);
			waiting = waiting.slice(1);
		},
		size: () => waiting.length,
	};
}
