/** The longest delay of a retry: 24 hours (/queues/platform/limits/, 2026-09-17). */
const MAX_SECONDS = 86_400;

/** Whole seconds until a message's next delivery: doubled with each attempt, then by `random` cut to between half and all of it, so that what failed together doesn't return together. */
export function toRetryDelay(attempts: number, firstSeconds: number, random: () => number): number {
	const seconds = Math.min(firstSeconds * 2 ** Math.max(attempts - 1, 0), MAX_SECONDS);
	return Math.round(seconds * (0.5 + random() / 2));
}
