/** A session is renewed once in this time at most: KV takes one write a second to a key, and each is billed. */
export const RENEW_MS = 60_000;
/** One subject's open sessions; the oldest ends when another opens, so that no ledger grows without end. */
export const MAX_OPEN = 100;

export interface SessionTimes {
	/** Milliseconds since 1970, on the caller's clock. */
	readonly now: number;
	/** A session that nobody uses for this long is over, at the latest a minute later. */
	readonly idleMs: number;
}

/** `over` also for a session that never was. */
export type SessionState = "over" | "open" | "renew";

/**
 * Which of a subject's sessions are open: asked with every request, since KV may show an ended session for a minute and longer.
 * A ledger that is lost knows of none, so every session is over.
 */
export interface SessionLedger {
	/** Opens one until `until` at the latest, and ends the one that it replaces. */
	open(id: string, session: SessionTimes & { readonly until: number; readonly replaces: string | null }): Promise<void>;
	/** `renew` to one asker a minute: who gets it, and nobody else, writes the session to KV again. */
	touch(id: string, times: SessionTimes): Promise<SessionState>;
	end(id: string): Promise<void>;
	endAll(): Promise<void>;
	/** Forgets what is over; says how many those were. */
	sweep(now: number): Promise<number>;
}

/** When a session is over that was renewed now. */
export const toOverAt = ({ now, idleMs }: SessionTimes, until: number): number => Math.min(until, now + idleMs + RENEW_MS);

interface Row {
	renewedAt: number;
	overAt: number;
	readonly until: number;
}

/** For one isolate and for tests. */
export function makeMemoryLedger(): SessionLedger {
	const rows = new Map<string, Row>();
	const sweep = (now: number) => {
		const over = [...rows].filter(([, { overAt }]) => overAt <= now);
		for (const [id] of over) rows.delete(id);
		return over.length;
	};
	return {
		async open(id, { replaces, until, ...times }) {
			if (replaces !== null) rows.delete(replaces);
			sweep(times.now);
			const oldest = [...rows].sort(([, a], [, b]) => b.renewedAt - a.renewedAt).slice(MAX_OPEN - 1);
			for (const [old] of oldest) rows.delete(old);
			rows.set(id, { renewedAt: times.now, overAt: toOverAt(times, until), until });
		},
		async touch(id, times) {
			const row = rows.get(id);
			if (!row || row.overAt <= times.now) return "over";
			if (times.now - row.renewedAt < RENEW_MS) return "open";
			Object.assign(row, { renewedAt: times.now, overAt: toOverAt(times, row.until) });
			return "renew";
		},
		end: async (id) => void rows.delete(id),
		endAll: async () => rows.clear(),
		sweep: async (now) => sweep(now),
	};
}
