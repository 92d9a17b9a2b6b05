import type { EventRow } from "../rpc.ts";
import { DAY_MS } from "../time/day.ts";

/** A partition stays in its database for days, so an event from then on is in no archive. */
export const toYoungest = (now: number) => now - DAY_MS;

/** Of events that are in no archive, or that archives were asked for. */
export const NO_SPANS = "[]";

/** For each tenant from when on and up to when it has events that an archive may hold: JSON, as `FIND_OVERLAP` takes it. */
export function toOldSpans(rows: Iterable<EventRow>, now: number): string {
	const end = toYoungest(now);
	const spans = new Map<string, readonly [tenant: string, from: number, to: number]>();
	for (const { tenant, time } of rows) {
		if (time >= end) continue;
		const [, from, to] = spans.get(tenant) ?? [tenant, time, time];
		spans.set(tenant, [tenant, Math.min(from, time), Math.max(to, time)]);
	}
	return spans.size === 0 ? NO_SPANS : JSON.stringify([...spans.values()]);
}
