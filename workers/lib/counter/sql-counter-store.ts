import type { SqlStorage } from "@cloudflare/workers-types";
import * as z from "zod";
import type { CounterStore } from "./counter-store.ts";

/** A day is one row with all its metrics: a batch is then two rows written, its writer's and its day's. */
const SCHEMA = `
CREATE TABLE IF NOT EXISTS days (day TEXT PRIMARY KEY, counts TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS shards (shard INTEGER PRIMARY KEY, days TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS writers (writer TEXT PRIMARY KEY, seen TEXT NOT NULL, at INTEGER NOT NULL) WITHOUT ROWID;`;
const WRITE_DAY = "INSERT INTO days (day, counts) VALUES (?, ?) ON CONFLICT (day) DO UPDATE SET counts = excluded.counts";
const WRITE_SHARD = "INSERT INTO shards (shard, days) VALUES (?, ?) ON CONFLICT (shard) DO UPDATE SET days = excluded.days";
const WRITE_WRITER = `INSERT INTO writers (writer, seen, at) VALUES (?, ?, ?)
ON CONFLICT (writer) DO UPDATE SET seen = excluded.seen, at = excluded.at`;
/** Once a day, over the isolates of a day: an index would cost a row with every batch. */
const FORGET = "DELETE FROM writers WHERE at < ?";

const counts = z.record(z.string(), z.number());
const days = z.record(z.string(), counts);
const seen = z.object({ last: z.number(), missing: z.array(z.number()) });

export function makeSqlCounterStore(sql: Pick<SqlStorage, "exec">): CounterStore {
	sql.exec(SCHEMA);
	return {
		readDays: () =>
			Object.fromEntries(
				sql
					.exec<{ day: string; counts: string }>("SELECT day, counts FROM days")
					.toArray()
					.map((row) => [row.day, counts.parse(JSON.parse(row.counts))]),
			),
		writeDay: (day, amounts) => void sql.exec(WRITE_DAY, day, JSON.stringify(amounts)),
		deleteDay: (day) => void sql.exec("DELETE FROM days WHERE day = ?", day),
		readShards: () =>
			Object.fromEntries(
				sql
					.exec<{ shard: number; days: string }>("SELECT shard, days FROM shards")
					.toArray()
					.map((row) => [row.shard, days.parse(JSON.parse(row.days))]),
			),
		writeShard: (shard, told) => void sql.exec(WRITE_SHARD, shard, JSON.stringify(told)),
		readWriter(writer) {
			const [row] = sql.exec<{ seen: string }>("SELECT seen FROM writers WHERE writer = ?", writer).toArray();
			return row ? seen.parse(JSON.parse(row.seen)) : null;
		},
		writeWriter: (writer, batches, at) => void sql.exec(WRITE_WRITER, writer, JSON.stringify(batches), at),
		forgetWriters: (before) => void sql.exec(FORGET, before),
	};
}
