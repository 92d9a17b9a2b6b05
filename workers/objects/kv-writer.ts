import { DurableObject } from "cloudflare:workers";
import type { KvWrite, KvWriterObject } from "../lib/kv-write/kv-writer-object.ts";

/** KV takes one write a second to a key, and answers 429 above (/kv/platform/limits/, 2026-09-17). */
const INTERVAL_MS = 1_000;
/** The shortest that KV takes (/kv/api/, 2026-09-17). */
const MIN_EXPIRATION = 60;

const SCHEMA = `CREATE TABLE IF NOT EXISTS writes (
	id INTEGER PRIMARY KEY CHECK (id = 1), key TEXT NOT NULL, value TEXT, ttl INTEGER, version INTEGER, pending INTEGER NOT NULL, written_at REAL NOT NULL
)`;
const KEEP = `INSERT INTO writes (id, key, value, ttl, version, pending, written_at) VALUES (1, ?, ?, ?, ?, 1, 0)
ON CONFLICT (id) DO UPDATE SET key = excluded.key, value = excluded.value, ttl = excluded.ttl, version = excluded.version, pending = pending + 1`;
const READ = "SELECT key, value, ttl, version, pending, written_at AS writtenAt FROM writes";

interface Env {
	readonly RECORDS: KVNamespace;
}

interface Pending extends Record<string, SqlStorageValue> {
	key: string;
	value: string | null;
	ttl: number | null;
	version: number | null;
	pending: number;
	writtenAt: number;
}

/** One object a hot key: of many writes in a second the newest goes to KV, and none is lost while KV is down. */
export class KvWriter extends DurableObject<Env> implements KvWriterObject {
	constructor(ctx: DurableObjectState, env: Env) {
		super(ctx, env);
		ctx.storage.sql.exec(SCHEMA);
	}

	async write({ key, value, expirationTtl, version }: KvWrite): Promise<void> {
		this.ctx.storage.sql.exec(KEEP, key, value, expirationTtl, version);
		if ((await this.ctx.storage.getAlarm()) !== null) return;
		const writtenAt = this.#read()?.writtenAt ?? 0;
		await this.ctx.storage.setAlarm(Math.max(Date.now(), writtenAt + INTERVAL_MS));
	}

	/** Throws where KV does: the runtime runs it again, six times from 2 s on (/durable-objects/api/alarms/, 2026-09-17). */
	override async alarm(): Promise<void> {
		const write = this.#read();
		if (!write || write.pending === 0) return;
		await this.#put(write);
		this.ctx.storage.sql.exec("UPDATE writes SET pending = max(0, pending - ?), written_at = ?", write.pending, Date.now());
		if ((this.#read()?.pending ?? 0) > 0) await this.ctx.storage.setAlarm(Date.now() + INTERVAL_MS);
	}

	#read(): Pending | undefined {
		return this.ctx.storage.sql.exec<Pending>(READ).toArray()[0];
	}

	async #put({ key, value, ttl, version }: Pending): Promise<void> {
		const expiry = ttl === null ? {} : { expirationTtl: Math.max(ttl, MIN_EXPIRATION) };
		const options = version === null ? expiry : { ...expiry, metadata: { v: version } };
		if (value === null) await this.env.RECORDS.delete(key);
		else await this.env.RECORDS.put(key, value, options);
	}
}
