import { DatabaseSync, type SQLInputValue, type StatementSync } from "node:sqlite";
import type { D1Database, D1DatabaseSession, D1PreparedStatement, D1Result } from "@cloudflare/workers-types";
import { type MigrationSetName, readMigrations } from "../../migrations/read-migrations.ts";

type Meta = D1Result["meta"];

const META: Meta = { duration: 0, size_after: 0, rows_read: 0, rows_written: 0, last_row_id: 0, changed_db: false, changes: 0 };
const CONSTRAINT = 19;

const isInput = (value: unknown): value is SQLInputValue => value === null || typeof value === "string" || typeof value === "number";

const refuse = (): never => {
	throw new Error("no test needs it");
};

/** As D1 words it. */
function toD1Error(error: unknown): Error {
	const code = error instanceof Error && "errcode" in error ? Number(error.errcode) & 0xff : 1;
	return new Error(
		`D1_ERROR: ${error instanceof Error ? error.message : error}: ${code === CONSTRAINT ? "SQLITE_CONSTRAINT" : "SQLITE_ERROR"}`,
	);
}

class Prepared implements D1PreparedStatement {
	readonly raw = refuse;
	readonly #database: SqliteD1;
	readonly #sql: string;
	readonly #values: readonly SQLInputValue[];

	constructor(database: SqliteD1, sql: string, values: readonly SQLInputValue[] = []) {
		this.#database = database;
		this.#sql = sql;
		this.#values = values;
	}

	bind(...values: unknown[]): Prepared {
		const taken = values.filter(isInput);
		if (taken.length < values.length) throw new Error("D1_TYPE_ERROR: Type not supported");
		return new Prepared(this.#database, this.#sql, taken);
	}

	query<T>(): T[] {
		const rows = this.#database.statement(this.#sql).all(...this.#values);
		return JSON.parse(JSON.stringify(rows));
	}

	async run<T>(): Promise<D1Result<T>> {
		const [result] = await this.#database.batch<T>([this]);
		return result ?? refuse();
	}

	all = <T>() => this.run<T>();

	async first<T>(column?: string): Promise<T | null> {
		const { results } = await this.run<T & Readonly<Record<string, T>>>();
		const [row] = results;
		return (column === undefined ? row : row?.[column]) ?? null;
	}
}

/** D1's own language, SQLite with transactions, in this process: fast enough for very many runs. What D1 itself adds is for tests in workerd. */
export class SqliteD1 implements D1Database, D1DatabaseSession {
	readonly exec = refuse;
	readonly dump = refuse;
	readonly #database = new DatabaseSync(":memory:");
	readonly #statements = new Map<string, StatementSync>();

	constructor(set: MigrationSetName) {
		for (const { sql } of readMigrations(set).migrations) this.#database.exec(sql);
	}

	statement(sql: string): StatementSync {
		const statement = this.#statements.get(sql) ?? this.#database.prepare(sql);
		this.#statements.set(sql, statement);
		return statement;
	}

	prepare = (sql: string) => new Prepared(this, sql);
	withSession = () => this;
	getBookmark = () => "1";

	async batch<T>(statements: D1PreparedStatement[]): Promise<D1Result<T>[]> {
		await null;
		this.#database.exec("BEGIN");
		try {
			const results = statements.map((statement) => ({
				success: true as const,
				meta: META,
				results: statement instanceof Prepared ? statement.query<T>() : refuse(),
			}));
			this.#database.exec("COMMIT");
			return results;
		} catch (error) {
			this.#database.exec("ROLLBACK");
			throw toD1Error(error);
		}
	}
}
