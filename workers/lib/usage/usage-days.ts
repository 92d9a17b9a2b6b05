import { DAY_MS, toDay } from "../time/day.ts";

/** Days that one roll-up makes good: a counter keeps 35. */
const MAX_DAYS = 30;

/** The days that may have changed since the roll-up `after`, oldest first; without one, yesterday and today. */
export function listUsageDays(at: number, after: number | null): string[] {
	const newest = at - (at % DAY_MS);
	const since = Math.max(after ?? newest - DAY_MS, newest - (MAX_DAYS - 1) * DAY_MS);
	const days = [];
	for (let day = newest; day > since - DAY_MS; day -= DAY_MS) days.unshift(toDay(day));
	return days;
}
