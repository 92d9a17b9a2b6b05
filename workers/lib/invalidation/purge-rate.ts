/** Workers Cache takes 5 purges a minute, and 25 at once (/workers/cache/, 2026-07-06): never more than 5 in any minute is inside both. */
const PURGES = 5;
const PERIOD_SECONDS = 60;

/** True where a purge may be sent now; it counts as sent then. */
export type PurgeRate = () => Promise<boolean>;

interface Limiter {
	take(limit: number, periodSeconds: number): Promise<{ readonly allowed: boolean }>;
}

/** The rate of a whole account: all isolates ask one object. */
export const makeAccountRate =
	(limiter: Limiter): PurgeRate =>
	async () =>
		(await limiter.take(PURGES, PERIOD_SECONDS)).allowed;
