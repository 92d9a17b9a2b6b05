import { env } from "cloudflare:workers";
import type { D1Runner } from "../../../../workers/lib/d1/make-d1-access.ts";

export const INSERT = "INSERT INTO notes (id) VALUES (?1) ON CONFLICT DO NOTHING RETURNING id";
export const SELECT = "SELECT id FROM notes ORDER BY id";
/** Refused by the table's own rule. */
export const BREAK = "INSERT INTO notes (id) VALUES (NULL)";

/** Keeps notes in memory and answers the three statements above as D1 does. */
export function makeMemoryRunner(): D1Runner<unknown> {
	let notes: readonly string[] = [];
	const meta = (rows_read: number, rows_written: number) => ({ rows_read, rows_written, duration: 0 });
	const execute = (prepared: unknown): { results: { id: string }[]; meta: ReturnType<typeof meta> } => {
		const [sql, id] = Array.isArray(prepared) ? prepared : [];
		if (sql === BREAK) throw new Error("D1_ERROR: NOT NULL constraint failed: notes.id: SQLITE_CONSTRAINT");
		if (sql === SELECT) return { results: notes.map((note) => ({ id: note })), meta: meta(notes.length, 0) };
		if (notes.includes(id)) return { results: [], meta: meta(1, 0) };
		notes = [...notes, id].toSorted();
		return { results: [{ id }], meta: meta(1, 1) };
	};
	return {
		prepare: (sql) => ({ bind: (...values) => [sql, ...values] }),
		async batch<T>(statements: unknown[]) {
			const before = notes;
			try {
				return statements.map(execute).map((result) => ({ ...result, results: JSON.parse(JSON.stringify(result.results)) satisfies T[] }));
			} catch (error) {
				notes = before;
				throw error;
			}
		},
	};
}

/** A real database with the same table. */
export async function makeWorkerdRunner(): Promise<D1Runner<unknown>> {
	const database = env.SHARD__POOL__WEUR__1;
	await database.batch([
		database.prepare("DROP TABLE IF EXISTS notes"),
		database.prepare("CREATE TABLE notes (id TEXT PRIMARY KEY NOT NULL) STRICT, WITHOUT ROWID"),
	]);
	return database;
}

/** Throws what `fail` gives for a batch: before it runs or, with `after`, in place of its answer. */
export function withFaults(inner: D1Runner<unknown>, fail: () => string | null, after = false): D1Runner<unknown> {
	return {
		prepare: (sql) => inner.prepare(sql),
		async batch<T>(statements: unknown[]) {
			const fault = fail();
			if (fault !== null && !after) throw new Error(fault);
			const results = await inner.batch<T>(statements);
			if (fault !== null) throw new Error(fault);
			return results;
		},
	};
}
