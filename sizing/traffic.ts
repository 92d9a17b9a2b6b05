import type { Workload } from "../config/settings.ts";
import { ASSUMPTIONS as A } from "./assumptions.ts";

/** A month of a workload, by what is asked. */
export interface Traffic {
	readonly requests: number;
	readonly recordReads: number;
	readonly listReads: number;
	readonly eventReads: number;
	readonly recordWrites: number;
	readonly eventPosts: number;
	readonly events: number;
	/** A body of events has the workload's payload; what each event weighs once stored, keys and all. */
	readonly eventBytes: number;
	/** Messages in the queue: a post's events are packed into units of 64 KB. */
	readonly messages: number;
	/** Of the busiest second over a month's. */
	readonly peakPerMonth: number;
	/** Of one tenant in its active hours, a second. */
	readonly tenantRate: number;
}

/** Id, type, time and tenant, in the row and again in its index by id. */
const EVENT_ROW_BYTES = 150;
const PACK_BYTES = 64_000;
const SECONDS_A_DAY = 86_400;

export function toTraffic(workload: Workload): Traffic {
	const { requestsPerDay, readShare, eventsPerRequest, payload, tenants, peakFactor } = workload;
	const days = A.daysPerMonth.value;
	const requests = requestsPerDay * days;
	const [reads, writes] = [requests * readShare, requests * (1 - readShare)];
	const wanted = requests * eventsPerRequest;
	const eventPosts = Math.min(writes * A.eventPostShare.value, wanted);
	// Without writes there is nobody who posts an event.
	const events = eventPosts === 0 ? 0 : wanted;
	const perPost = eventPosts === 0 ? 1 : events / eventPosts;
	const [listReads, eventReads] = [reads * A.listShare.value, reads * A.eventReadShare.value];
	return {
		requests,
		recordReads: reads - listReads - eventReads,
		listReads,
		eventReads,
		recordWrites: writes - eventPosts,
		eventPosts,
		events,
		eventBytes: payload / perPost + EVENT_ROW_BYTES,
		messages: eventPosts * Math.ceil((payload + perPost * EVENT_ROW_BYTES) / PACK_BYTES),
		peakPerMonth: peakFactor / (days * SECONDS_A_DAY),
		tenantRate: requestsPerDay / tenants / A.activeSeconds.value,
	};
}

/** The share of look-ups that find what an earlier one left for `seconds`, at a mean rate of them for each key. */
export const toHitShare = (perSecond: number, seconds: number): number => (perSecond * seconds) / (1 + perSecond * seconds);

/** The same in each tenant, in more tenants: how a product grows. */
export const scaleWorkload = (workload: Workload, factor: number): Workload => ({
	...workload,
	requestsPerDay: workload.requestsPerDay * factor,
	tenants: workload.tenants * factor,
});
