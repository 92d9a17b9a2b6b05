import * as z from "zod";
import type { Signer } from "../signed-text/signed-text.ts";
import type { SessionLedger } from "./session-ledger.ts";

/** The shortest `expirationTtl` and `cacheTtl` that KV takes, in seconds (/kv/api/, 2026-09-17). */
const MIN_EXPIRATION = 60;
const CACHE = 30;

const stored = z.strictObject({ subject: z.string(), openedAt: z.number() });

export interface Session {
	readonly id: string;
	/** Whom it stands for. */
	readonly subject: string;
	/** Milliseconds since 1970. */
	readonly openedAt: number;
	/** When it is over however much it is used. */
	readonly endsAt: number;
}

/** `forged` was never signed by us: a guess, and to be counted as one. */
type ReadSession = { readonly kind: "open"; readonly session: Session } | { readonly kind: "over" | "forged" };

/** What is used of a `KVNamespace`. */
export interface SessionKv {
	get(key: string, options: { readonly type: "json"; readonly cacheTtl: number }): Promise<unknown>;
	put(key: string, value: string, options: { readonly expirationTtl: number }): Promise<void>;
	delete(key: string): Promise<void>;
}

export interface SessionsOptions {
	readonly kv: SessionKv;
	/** One ledger a subject; where it can't be asked no session is believed. */
	readonly ledgerOf: (subject: string) => SessionLedger;
	readonly signer: Signer;
	readonly idleSeconds: number;
	readonly absoluteSeconds: number;
	readonly now: () => number;
	readonly waitUntil: (promise: Promise<unknown>) => void;
	/** KV that fails while a session is renewed or forgotten costs nobody a request. */
	readonly onStoreError: (error: unknown) => void;
}

export interface Sessions {
	/** A new session under a new id; the one that it replaces is over when this returns. */
	open(subject: string, replaces: Session | null): Promise<{ readonly token: string; readonly session: Session }>;
	read(token: string): Promise<ReadSession>;
	/** Over everywhere when this returns. */
	end(session: Session): Promise<void>;
	endAll(subject: string): Promise<void>;
}

const toKey = (id: string) => `session:${id}`;

/** What a session holds, in KV for as long as it may last. */
function makeSessionStore({ kv, now, idleSeconds, absoluteSeconds }: SessionsOptions) {
	return {
		store({ id, subject, openedAt, endsAt }: Session) {
			const left = Math.ceil((endsAt - now()) / 1_000);
			const expirationTtl = Math.max(MIN_EXPIRATION, Math.min(left, idleSeconds + MIN_EXPIRATION));
			return kv.put(toKey(id), JSON.stringify({ subject, openedAt }), { expirationTtl });
		},
		async find(id: string): Promise<Session | null> {
			const { data } = stored.safeParse(await kv.get(toKey(id), { type: "json", cacheTtl: CACHE }));
			const endsAt = (data?.openedAt ?? 0) + absoluteSeconds * 1_000;
			return data && now() < endsAt ? { id, ...data, endsAt } : null;
		},
		forget: (id: string) => kv.delete(toKey(id)),
	};
}

/**
 * Sessions whose content is in KV, with an expiry, and whose life is in a ledger that is asked with each request.
 *
 * @example
 * const subjects = async (sessions: Sessions, token: string) => {
 *   const read = await sessions.read(token);
 *   return read.kind === "open" ? read.session.subject : null;
 * };
 */
export function makeSessions(options: SessionsOptions): Sessions {
	const { ledgerOf, signer, now } = options;
	const idleMs = options.idleSeconds * 1_000;
	const absoluteMs = options.absoluteSeconds * 1_000;
	const { store, find, forget } = makeSessionStore(options);

	return {
		async open(subject, replaces) {
			const openedAt = now();
			const session = { id: crypto.getRandomValues(new Uint8Array(32)).toHex(), subject, openedAt, endsAt: openedAt + absoluteMs };
			const times = { now: openedAt, idleMs, until: session.endsAt };
			if (replaces !== null && replaces.subject !== subject) await ledgerOf(replaces.subject).end(replaces.id);
			await ledgerOf(subject).open(session.id, { ...times, replaces: replaces?.id ?? null });
			await store(session);
			return { token: await signer.sign(session.id), session };
		},
		async read(token) {
			const id = await signer.verify(token);
			if (id === null) return { kind: "forged" };
			const session = await find(id);
			if (!session) return { kind: "over" };
			const state = await ledgerOf(session.subject).touch(id, { now: now(), idleMs });
			if (state === "over") return { kind: "over" };
			if (state === "renew") options.waitUntil(store(session).catch(options.onStoreError));
			return { kind: "open", session };
		},
		async end({ id, subject }) {
			await ledgerOf(subject).end(id);
			options.waitUntil(forget(id).catch(options.onStoreError));
		},
		endAll: (subject) => ledgerOf(subject).endAll(),
	};
}
