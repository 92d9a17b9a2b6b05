import type { SqlStorage } from "@cloudflare/workers-types";
import { type BadLine, isActive, type Job } from "../lib/chunked-job/job.ts";
import type { JobStore } from "../lib/chunked-job/job-store.ts";

const SCHEMA = `
CREATE TABLE IF NOT EXISTS jobs (id TEXT PRIMARY KEY, active INTEGER NOT NULL, not_before INTEGER NOT NULL, job TEXT NOT NULL) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS turns ON jobs (not_before, id) WHERE active = 1;
CREATE TABLE IF NOT EXISTS bad_lines (job TEXT NOT NULL, line INTEGER NOT NULL, reason TEXT NOT NULL, PRIMARY KEY (job, line)) WITHOUT ROWID;`;

const PUT = "INSERT OR REPLACE INTO jobs (id, active, not_before, job) VALUES (?, ?, ?, ?)";
const PUT_BAD = `INSERT OR IGNORE INTO bad_lines (job, line, reason)
SELECT ?1, value ->> 'line', value ->> 'reason' FROM json_each(?2) LIMIT max(0, ?3 - (SELECT count(*) FROM bad_lines WHERE job = ?1))`;
const ENDED = "SELECT id FROM jobs WHERE active = 0 ORDER BY id DESC LIMIT -1 OFFSET ?";

interface Row extends Record<string, SqlStorageValue> {
	job: string;
}

/** In the SQLite of an object: what a call writes without a pause is stored as a whole. */
export function makeSqlJobs<I>(sql: SqlStorage, parse: (text: string) => Job<I>): JobStore<I> {
	sql.exec(SCHEMA);
	const first = (query: string, ...values: string[]) => {
		const row = sql.exec<Row>(query, ...values).toArray()[0];
		return row ? parse(row.job) : null;
	};
	return {
		find: (id) => first("SELECT job FROM jobs WHERE id = ?", id),
		list: (before, limit) =>
			sql
				.exec<Row>("SELECT job FROM jobs WHERE id < ? ORDER BY id DESC LIMIT ?", before ?? "~", limit)
				.toArray()
				.map(({ job }) => parse(job)),
		next: () => first("SELECT job FROM jobs WHERE active = 1 ORDER BY not_before, id LIMIT 1"),
		countActive: () => sql.exec<{ count: number }>("SELECT count(*) AS count FROM jobs WHERE active = 1").one().count,
		put(job, bad = [], keep = 0) {
			sql.exec(PUT, job.id, isActive(job) ? 1 : 0, job.notBefore, JSON.stringify(job));
			if (bad.length > 0) sql.exec(PUT_BAD, job.id, JSON.stringify(bad.slice(0, keep)), keep);
		},
		listBad: (id) => sql.exec<BadLineRow>("SELECT line, reason FROM bad_lines WHERE job = ? ORDER BY line", id).toArray(),
		prune(keep) {
			for (const { id } of sql.exec<{ id: string }>(ENDED, keep).toArray()) {
				sql.exec("DELETE FROM bad_lines WHERE job = ?", id);
				sql.exec("DELETE FROM jobs WHERE id = ?", id);
			}
		},
	};
}

type BadLineRow = Record<string, SqlStorageValue> & { -readonly [K in keyof BadLine]: BadLine[K] };
