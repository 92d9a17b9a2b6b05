import type { EventRow } from "../rpc.ts";
import { DAY_MS } from "../time/day.ts";

/** Of events that are in no archive, or that archives were asked for. */
export const NO_SPANS = "[]";

/**
 * For each tenant from when on and up to when it has events that an archive may hold: JSON, as `FIND_ADOPTED` takes it. A partition stays in
 * its database for days, so an event of the last day is in none.
 */
export function toOldSpans(rows: Iterable<EventRow>, now: number): string {
	const spans = new Map<string, readonly [tenant: string, from: number, to: number]>();
	for (const { tenant, time } of rows) {
		if (time >= now - DAY_MS) continue;
		const [, from, to] = spans.get(tenant) ?? [tenant, time, time];
		spans.set(tenant, [tenant, Math.min(from, time), Math.max(to, time)]);
	}
	return spans.size === 0 ? NO_SPANS : JSON.stringify([...spans.values()]);
}
