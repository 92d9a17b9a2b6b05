import { toD1Fault, toMessage } from "./fault.ts";

/**
 * - `idempotent`: to run it twice is to run it once.
 * - `once`: a second run could answer or store something else, so it is repeated only where the first one never began.
 */
export type Safety = "idempotent" | "once";

export interface RetryBudget {
	readonly attempts: number;
	/** From the first attempt to the begin of the last. */
	readonly milliseconds: number;
	/** Before the second attempt, at most; it doubles with each. */
	readonly firstDelayMs: number;
}

export interface RetryOptions {
	readonly budget: RetryBudget;
	/** Milliseconds, from any moment on. */
	readonly now: () => number;
	readonly sleep: (milliseconds: number) => Promise<unknown>;
	/** From 0 up to 1. */
	readonly random: () => number;
}

/** D1's words for a query that it turned away from a full queue (/d1/observability/debug-d1/, 2026-09-17): it never ran. */
const NEVER_RAN = /D1 DB is overloaded/;

function mayRetry(error: unknown, safety: Safety): boolean {
	const message = toMessage(error);
	if (!message.startsWith("D1_") || toD1Fault(error) !== "passing") return false;
	return safety === "idempotent" || NEVER_RAN.test(message);
}

/** Runs until it succeeds, fails for good or the budget is spent, then throws what D1 threw last. Delays are spread over their whole length, so that what was refused together doesn't return together. */
export async function retryD1<T>({ budget, now, sleep, random }: RetryOptions, safety: Safety, run: () => Promise<T>): Promise<T> {
	const end = now() + budget.milliseconds;
	for (let attempt = 1; ; attempt++) {
		try {
			return await run();
		} catch (error) {
			const delay = Math.ceil(budget.firstDelayMs * 2 ** (attempt - 1) * random());
			if (attempt >= budget.attempts || now() + delay > end || !mayRetry(error, safety)) throw error;
			await sleep(delay);
		}
	}
}
