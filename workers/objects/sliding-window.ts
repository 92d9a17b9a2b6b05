import type { SqlStorage } from "@cloudflare/workers-types";

const SCHEMA = `
CREATE TABLE IF NOT EXISTS takes (slot INTEGER PRIMARY KEY, number INTEGER NOT NULL, at INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS ring (id INTEGER PRIMARY KEY CHECK (id = 1), slots INTEGER NOT NULL);`;

export interface Take {
	readonly limit: number;
	readonly periodMs: number;
	/** Milliseconds since 1970. */
	readonly now: number;
}

/**
 * Allows a take where fewer than `limit` were allowed in the `periodMs` before it: exact, with no steps and no estimates.
 *
 * The times of the allowed takes stand in a ring of `limit` rows, the take's number modulo `limit`. The one that a take
 * would overwrite is the one that must have left the window, so a take reads one row and writes one, whatever the limit.
 * A lowered limit forgets the takes before its last `limit` ones: only lowering and raising it within a period is inexact.
 */
export class SlidingWindow {
	readonly #sql: SqlStorage;
	#slots: number;
	#next: number;
	#last: number;

	constructor(sql: SqlStorage) {
		this.#sql = sql;
		sql.exec(SCHEMA);
		this.#slots = sql.exec<{ slots: number }>("SELECT slots FROM ring").toArray()[0]?.slots ?? 0;
		const newest = sql.exec<{ number: number; at: number }>("SELECT number, at FROM takes ORDER BY number DESC LIMIT 1").toArray()[0];
		this.#next = (newest?.number ?? -1) + 1;
		this.#last = newest?.at ?? 0;
	}

	/** How many milliseconds are missing until a take is allowed; 0 where this one was. */
	take({ limit, periodMs, now }: Take): number {
		if (limit !== this.#slots) this.#resize(limit);
		// A clock that is set back must not let the window shrink.
		const at = Math.max(now, this.#last);
		const slot = this.#next % limit;
		const leaving = this.#sql.exec<{ at: number }>("SELECT at FROM takes WHERE slot = ?", slot).toArray()[0];
		const missing = leaving ? leaving.at + periodMs - at : 0;
		if (missing > 0) return missing;
		this.#sql.exec("INSERT OR REPLACE INTO takes (slot, number, at) VALUES (?, ?, ?)", slot, this.#next, at);
		this.#next += 1;
		this.#last = at;
		return 0;
	}

	/** Gives every kept take its slot in a ring of another size; by way of negative slots, so that no two meet. */
	#resize(limit: number) {
		this.#sql.exec("DELETE FROM takes WHERE number < ?", this.#next - limit);
		this.#sql.exec("UPDATE takes SET slot = -1 - number % ?", limit);
		this.#sql.exec("UPDATE takes SET slot = -1 - slot");
		this.#sql.exec("INSERT OR REPLACE INTO ring (id, slots) VALUES (1, ?)", limit);
		this.#slots = limit;
	}
}
