import type { SqlStorage } from "@cloudflare/workers-types";
import type { StoredTake, WindowStore } from "./window-store.ts";

const SCHEMA = `
CREATE TABLE IF NOT EXISTS takes (slot INTEGER PRIMARY KEY, number INTEGER NOT NULL, at INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS ring (id INTEGER PRIMARY KEY CHECK (id = 1), slots INTEGER NOT NULL);`;
/** Once in an object's life: an index would cost a row with every take. */
const READ_NEWEST = "SELECT number, at FROM takes ORDER BY number DESC LIMIT 1";
const READ_SLOT = "SELECT number, at FROM takes WHERE slot = ?";
const WRITE = "INSERT OR REPLACE INTO takes (slot, number, at) VALUES (?, ?, ?)";

type Row = Record<"number" | "at", number>;

export function makeSqlWindow(sql: Pick<SqlStorage, "exec">): WindowStore {
	sql.exec(SCHEMA);
	const readOne = (query: string, ...values: number[]): StoredTake | null => sql.exec<Row>(query, ...values).toArray()[0] ?? null;
	return {
		readSize: () => sql.exec<{ slots: number }>("SELECT slots FROM ring").toArray()[0]?.slots ?? 0,
		readNewest: () => readOne(READ_NEWEST),
		readSlot: (slot) => readOne(READ_SLOT, slot),
		write: (slot, { number, at }) => void sql.exec(WRITE, slot, number, at),
		/** By way of negative slots, so that no two meet. */
		resize(size, from) {
			sql.exec("DELETE FROM takes WHERE number < ?", from);
			sql.exec("UPDATE takes SET slot = -1 - number % ?", size);
			sql.exec("UPDATE takes SET slot = -1 - slot");
			sql.exec("INSERT OR REPLACE INTO ring (id, slots) VALUES (1, ?)", size);
		},
	};
}
