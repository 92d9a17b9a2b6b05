import { DurableObject } from "cloudflare:workers";
import type { KvWriterObject, NamedKvWrite } from "../lib/kv-write/kv-writer-object.ts";
import { logError } from "../lib/log-error.ts";
import type { Env } from "./manifest.ts";

/** KV takes one write a second to a key, and answers 429 above (/kv/platform/limits/, 2026-09-17). */
const INTERVAL_MS = 1_000;
/** The shortest that KV takes (/kv/api/, 2026-09-17). */
const MIN_EXPIRATION = 60;

/** How long a KV that fails is left alone. */
const AGAIN_MS = 10_000;

interface Waiting extends NamedKvWrite {
	readonly id: string;
}

/** Under which the newest write waits. */
const WAITING = "waiting";

const BINDINGS = { keys: "KEYS", records: "RECORDS" } as const;

/**
 * One object a key: of many writes in a second the newest goes to KV, and none is lost while KV is down. What is in KV is
 * kept here no longer: an object that nobody writes to is empty.
 */
export class KvWriter extends DurableObject<Env> implements KvWriterObject {
	/** Memory alone: an object that was evicted was idle for longer. */
	#startedAt = Number.NEGATIVE_INFINITY;
	#isWriting = false;

	/** At once where the second allows it; what fails, or comes sooner, waits for the alarm. */
	async write(write: NamedKvWrite): Promise<void> {
		const { storage } = this.ctx;
		const mustWait = this.#isWriting || Date.now() < this.#startedAt + INTERVAL_MS || storage.kv.get(WAITING) !== undefined;
		if (!mustWait && (await this.#put(write).catch((error: unknown) => this.#report(write, error)))) return;
		// One that came while this one failed is newer.
		if (mustWait || storage.kv.get(WAITING) === undefined) storage.kv.put<Waiting>(WAITING, { ...write, id: crypto.randomUUID() });
		if ((await storage.getAlarm()) === null) await storage.setAlarm(Math.max(Date.now(), this.#startedAt + INTERVAL_MS));
	}

	/** Writes what waits, and goes on until KV has taken it and nothing newer waits. */
	override async alarm(): Promise<void> {
		const { storage } = this.ctx;
		const waiting = storage.kv.get<Waiting>(WAITING);
		if (!waiting) return;
		const isWritten = !this.#isWriting && (await this.#put(waiting).catch((error: unknown) => this.#report(waiting, error)));
		if (isWritten && storage.kv.get<Waiting>(WAITING)?.id === waiting.id) storage.kv.delete(WAITING);
		else await storage.setAlarm(Date.now() + (isWritten ? INTERVAL_MS : AGAIN_MS));
	}

	#report({ key }: NamedKvWrite, error: unknown): false {
		logError("write to KV", error, { key });
		return false;
	}

	/** True once KV has it. */
	async #put({ namespace, key, value, expirationTtl, version }: NamedKvWrite): Promise<true> {
		const kv = this.env[BINDINGS[namespace]];
		const expiry = expirationTtl === null ? {} : { expirationTtl: Math.max(expirationTtl, MIN_EXPIRATION) };
		this.#isWriting = true;
		this.#startedAt = Date.now();
		try {
			await (value === null ? kv.delete(key) : kv.put(key, value, version === null ? expiry : { ...expiry, metadata: { v: version } }));
			return true;
		} finally {
			this.#isWriting = false;
		}
	}
}
