import { DurableObject } from "cloudflare:workers";
import type { CounterObject, Usage } from "../lib/rpc.ts";
import type { Env } from "./manifest.ts";

/** Days that stay readable: a month's bill, and a few days in which to write it. */
const KEPT_DAYS = 35;
const DAY_MS = 86_400_000;

const SCHEMA =
	"CREATE TABLE IF NOT EXISTS counts (day TEXT, metric TEXT, amount INTEGER NOT NULL, PRIMARY KEY (day, metric)) WITHOUT ROWID";

const ADD = `
INSERT INTO counts (day, metric, amount) SELECT ?, key, value FROM json_each(?) WHERE true
ON CONFLICT (day, metric) DO UPDATE SET amount = amount + excluded.amount`;

/** One object a tenant: exact, since an object does one thing at a time and answers only when its writes are durable. */
export class Counter extends DurableObject<Env> implements CounterObject {
	constructor(ctx: DurableObjectState, env: Env) {
		super(ctx, env);
		ctx.storage.sql.exec(SCHEMA);
	}

	async add(day: string, counts: Usage) {
		this.ctx.storage.sql.exec(ADD, day, JSON.stringify(counts));
		if ((await this.ctx.storage.getAlarm()) === null) await this.ctx.storage.setAlarm(Date.now() + DAY_MS);
	}

	async read(day: string): Promise<Usage> {
		const rows = this.ctx.storage.sql.exec<{ metric: string; amount: number }>("SELECT metric, amount FROM counts WHERE day = ?", day);
		return Object.fromEntries(rows.toArray().map(({ metric, amount }) => [metric, amount]));
	}

	/** Forgets old days; the object of a tenant that is gone ends with no rows and no alarm. */
	override async alarm() {
		const oldest = new Date(Date.now() - KEPT_DAYS * DAY_MS).toISOString().slice(0, "YYYY-MM-DD".length);
		this.ctx.storage.sql.exec("DELETE FROM counts WHERE day < ?", oldest);
		const { left } = this.ctx.storage.sql.exec<{ left: number }>("SELECT EXISTS (SELECT 1 FROM counts) AS left").one();
		if (left === 1) await this.ctx.storage.setAlarm(Date.now() + DAY_MS);
	}
}
