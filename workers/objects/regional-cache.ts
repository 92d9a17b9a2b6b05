import { DurableObject } from "cloudflare:workers";
import type { RegionalAnswer, RegionalCacheObject, RegionalEntry } from "../lib/cache/regional-object.ts";
import { Leases } from "./leases.ts";
import type { Env } from "./manifest.ts";

const SCHEMA = `CREATE TABLE IF NOT EXISTS entries (
	key TEXT PRIMARY KEY, text TEXT NOT NULL, fresh_until REAL NOT NULL, stale_until REAL NOT NULL, error_until REAL NOT NULL
) WITHOUT ROWID`;

const TAKE = "SELECT text, fresh_until AS freshUntil, stale_until AS staleUntil, error_until AS errorUntil FROM entries WHERE key = ?";
const PUT = "INSERT OR REPLACE INTO entries (key, text, fresh_until, stale_until, error_until) VALUES (?, ?, ?, ?, ?)";

/** Key and value are 2 MB at most (/durable-objects/platform/limits/, 2026-09-17); a character is up to 3 bytes of UTF-8. */
const MAX_CHARACTERS = 600_000;
const SWEEP_MS = 3_600_000;

/**
 * One object a region: an answer of the origin that every isolate there can have. What leads to a load is given to one of
 * them; a lease is memory alone, so an object that is evicted gives it again.
 */
export class RegionalCache extends DurableObject<Env> implements RegionalCacheObject {
	readonly #leases = new Leases();

	constructor(ctx: DurableObjectState, env: Env) {
		super(ctx, env);
		ctx.storage.sql.exec(SCHEMA);
	}

	async take(key: string, flightMs: number): Promise<RegionalAnswer> {
		const entry = this.#find(key);
		const now = Date.now();
		if (entry && now < entry.freshUntil) return { text: entry.text, refreshing: false };
		if (this.#leases.take(key, flightMs, now)) return { text: entry?.text ?? null, refreshing: false };
		if (entry && now < entry.staleUntil) return { text: entry.text, refreshing: true };
		await this.#leases.wait(key, Date.now());
		const loaded = this.#find(key);
		if (!loaded || Date.now() >= loaded.staleUntil) this.#leases.take(key, flightMs, Date.now());
		return { text: loaded?.text ?? null, refreshing: false };
	}

	async put(key: string, { text, freshUntil, staleUntil, errorUntil }: RegionalEntry): Promise<void> {
		if (text.length <= MAX_CHARACTERS) this.ctx.storage.sql.exec(PUT, key, text, freshUntil, staleUntil, errorUntil);
		this.#leases.end(key);
		if ((await this.ctx.storage.getAlarm()) === null) await this.ctx.storage.setAlarm(Date.now() + SWEEP_MS);
	}

	async release(key: string): Promise<void> {
		this.#leases.end(key);
	}

	async remove(key: string): Promise<void> {
		this.ctx.storage.sql.exec("DELETE FROM entries WHERE key = ?", key);
		this.#leases.end(key);
	}

	/** What begins with a prefix: keys of one tenant. */
	async removeAll(prefix: string): Promise<void> {
		this.ctx.storage.sql.exec("DELETE FROM entries WHERE key >= ?1 AND key < ?1 || char(1114111)", prefix);
	}

	/** Forgets what nobody may be answered with; an object that nobody uses ends empty and without an alarm. */
	override async alarm(): Promise<void> {
		this.ctx.storage.sql.exec("DELETE FROM entries WHERE error_until <= ?", Date.now());
		const { left } = this.ctx.storage.sql.exec<{ left: number }>("SELECT EXISTS (SELECT 1 FROM entries) AS left").one();
		if (left === 1) await this.ctx.storage.setAlarm(Date.now() + SWEEP_MS);
	}

	#find(key: string): RegionalEntry | null {
		const [entry] = this.ctx.storage.sql
			.exec<{ text: string; freshUntil: number; staleUntil: number; errorUntil: number }>(TAKE, key)
			.toArray();
		return entry && Date.now() < entry.errorUntil ? entry : null;
	}
}
