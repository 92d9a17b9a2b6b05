/** SQL with its parameters, apart from any database: `?1` is the first. */
export interface Statement {
	readonly sql: string;
	readonly parameters: readonly (string | number | null)[];
}

export const toStatement = (sql: string, ...parameters: Statement["parameters"]): Statement => ({ sql, parameters });

/** What a statement needs of a database or a session. */
export interface Preparer<P> {
	prepare(sql: string): { bind(...values: unknown[]): P };
}

export const prepare = <P>(database: Preparer<P>, { sql, parameters }: Statement): P => database.prepare(sql).bind(...parameters);
