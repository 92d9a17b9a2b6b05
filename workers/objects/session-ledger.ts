import { DurableObject } from "cloudflare:workers";
import type { SessionLedger as Ledger, SessionState, SessionTimes } from "../lib/sessions/session-ledger.ts";
import type { Env } from "./manifest.ts";
import { makeSqlLedger } from "./sql-ledger.ts";

/** One object a subject: what it says of a session holds everywhere at once. */
export class SessionLedger extends DurableObject<Env> implements Ledger {
	readonly #ledger: Ledger;

	constructor(ctx: DurableObjectState, env: Env) {
		super(ctx, env);
		this.#ledger = makeSqlLedger(ctx.storage.sql);
	}

	open(id: string, session: Parameters<Ledger["open"]>[1]): Promise<void> {
		return this.#ledger.open(id, session);
	}

	touch(id: string, times: SessionTimes): Promise<SessionState> {
		return this.#ledger.touch(id, times);
	}

	end(id: string): Promise<void> {
		return this.#ledger.end(id);
	}

	endAll(): Promise<void> {
		return this.#ledger.endAll();
	}

	sweep(now: number): Promise<number> {
		return this.#ledger.sweep(now);
	}
}
