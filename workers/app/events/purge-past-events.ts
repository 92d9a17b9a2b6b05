import type { Env } from "../manifest.ts";
import { findPastEvents } from "./past-events-request.ts";

/** By then nearly all events of a moment have come. */
const PAST_AFTER = 3_600_000;

/** True for a moment whose events may be in a page that a cache holds. */
export const isPast = (time: number, now: number): boolean => time <= now - PAST_AFTER;

/** What Workers Cache knows the pages of a tenant by. */
export const toPastEventsTag = (tenant: string): string => `tenant-${tenant}`;

export interface PastEventsPurge {
	readonly tenants: readonly string[];
	readonly requestId: string;
}

/** Drops tenants' pages of past events from Workers Cache; where the rate doesn't allow it they end by their age. */
export async function purgePastEvents({ SETTINGS }: Pick<Env, "SETTINGS">, exports: unknown, { tenants, requestId }: PastEventsPurge) {
	if (SETTINGS.pastEventsCacheSeconds === 0 || tenants.length === 0) return;
	// Only the entrypoint itself can purge what is in front of it, and it must be asked by RPC, which goes past its cache.
	await findPastEvents(exports)?.({ props: null }).purge({ requestId }, tenants.map(toPastEventsTag));
}
