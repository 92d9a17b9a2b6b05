import * as z from "zod";

/** An answer of the origin, and when it was true. */
export interface Document {
	readonly body: string;
	readonly at: number;
}

const schema = z.object({ body: z.string(), at: z.number() });

export const parseDocument = (value: unknown): Document | null => schema.safeParse(value).data ?? null;

export interface Origin {
	readonly load: (key: string) => Promise<Document>;
	readonly seen: { calls: number; ms: number };
}

/** A D1 database with one row a key; what stands before the colon is the round's. */
export function makeOrigin(database: D1Database, now: () => number): Origin {
	const seen = { calls: 0, ms: 0 };
	const statement = database.prepare("SELECT body FROM documents WHERE key = ?1");
	return {
		seen,
		async load(key) {
			const at = now();
			const { results } = await statement.bind(key.slice(key.indexOf(":") + 1)).all<{ readonly body: string }>();
			const [row] = results;
			if (!row) throw new Error(`the origin has no ${key}`);
			seen.calls += 1;
			seen.ms += now() - at;
			return { body: row.body, at };
		},
	};
}
