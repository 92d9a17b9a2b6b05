import type { SessionLedger } from "./session-ledger.ts";

/** Forgets the sessions of these subjects that are over; says how many. Sweeping twice at once is as good as once. */
export async function sweepSessions(ledgerOf: (subject: string) => Pick<SessionLedger, "sweep">, subjects: Iterable<string>, now: number) {
	let swept = 0;
	for (const subject of subjects) swept += await ledgerOf(subject).sweep(now);
	return swept;
}
