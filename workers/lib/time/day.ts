/** A day of UTC, which has no other lengths, in milliseconds. */
export const DAY_MS = 86_400_000;

/** The day of a moment in milliseconds since 1970: `2026-11-21`, UTC. */
export const toDay = (at: number): string => new Date(at).toISOString().slice(0, "YYYY-MM-DD".length);
