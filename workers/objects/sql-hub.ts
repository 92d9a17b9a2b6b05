import type { SqlStorage } from "@cloudflare/workers-types";
import * as z from "zod";
import { type HubStore, NEW_HUB } from "../lib/live/hub-store.ts";

const SCHEMA = `
CREATE TABLE IF NOT EXISTS hub (id INTEGER PRIMARY KEY CHECK (id = 1), last INTEGER NOT NULL, nodes INTEGER NOT NULL, address TEXT);
CREATE TABLE IF NOT EXISTS outbox (seq INTEGER PRIMARY KEY, prev INTEGER NOT NULL, text TEXT NOT NULL);`;
const READ = "SELECT last, nodes, address FROM hub";
const WRITE = "INSERT OR REPLACE INTO hub (id, last, nodes, address) VALUES (1, ?, ?, ?)";

const address = z.strictObject({ tenant: z.string(), room: z.string(), location: z.string() }).nullable();

const AFTER = "SELECT seq, prev, text FROM outbox WHERE seq > ? ORDER BY seq LIMIT ?";

type Waiting = { readonly seq: number; readonly prev: number; readonly text: string };
type Row = { readonly last: number; readonly nodes: number; readonly address: string | null };

/** In the SQLite of an object. */
export function makeSqlHub(sql: SqlStorage): HubStore {
	sql.exec(SCHEMA);
	return {
		read() {
			const [row] = sql.exec<Row>(READ).toArray();
			return row ? { ...row, address: address.parse(JSON.parse(row.address ?? "null")) } : NEW_HUB;
		},
		write: ({ last, nodes, address }) => void sql.exec(WRITE, last, nodes, address && JSON.stringify(address)),
		append: ({ seq, prev, text }) => void sql.exec("INSERT INTO outbox (seq, prev, text) VALUES (?, ?, ?)", seq, prev, text),
		after: (seq, limit) => sql.exec<Waiting>(AFTER, seq, limit).toArray(),
		forget: (seq) => void sql.exec("DELETE FROM outbox WHERE seq <= ?", seq),
		size: () => sql.exec<{ waiting: number }>("SELECT count(*) AS waiting FROM outbox").one().waiting,
	};
}
