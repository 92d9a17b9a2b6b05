import { insertMember } from "../json-slices/json-slices.ts";
import { ProblemError } from "../problem.ts";
import { DAY_MS } from "../time/day.ts";
import { parseCloudEvent } from "./cloud-event.ts";
import { type EventBody, readEventBody } from "./read-event-body.ts";

export const MAX_BODY_BYTES = 1024 * 1024;
const MAX_EVENTS = 500;
/** A queue message holds 128 KB, its overhead of about 100 B included (/queues/platform/limits/, 2026-09-17); the rest is for the row's other columns. */
export const MAX_EVENT_BYTES = 100_000;

/** Faults that one answer names; the rest are counted. */
const MAX_FAULTS = 20;

export interface AcceptedEvent {
	readonly id: string;
	readonly type: string;
	readonly time: number;
	/** Null for an event that needs no order. */
	readonly partitionKey: string | null;
	/** The CloudEvent as it will be returned: as sent, with a time if it had none. */
	readonly event: string;
}

/** The events of a request; all faults of all events in one problem, each with the event's index. */
export function parseEvents(body: EventBody, windowDays: number): AcceptedEvent[] {
	const items = readEventBody(body);
	if (items.length === 0) throw new ProblemError("bad-json", "body: has no event.");
	if (items.length > MAX_EVENTS)
		throw new ProblemError("too-large", `body: has ${items.length} events; send at most ${MAX_EVENTS} at a time.`);
	const faults: string[] = [];
	const events = items.flatMap(({ text, value }, index) => {
		const event = acceptEvent(text, value, { time: body.now, now: body.now, windowDays });
		if (!Array.isArray(event)) return [event];
		faults.push(...event.map((fault) => `events[${index}].${fault}`));
		return [];
	});
	if (faults.length > 0) throw new ProblemError("bad-json", toDetail(faults));
	return events;
}

function toDetail(faults: readonly string[]): string {
	const more = faults.length > MAX_FAULTS ? [`and ${faults.length - MAX_FAULTS} more`] : [];
	return [...faults.slice(0, MAX_FAULTS), ...more].join("; ");
}

export interface AcceptRules {
	/** Of an event that has none, milliseconds since 1970, as `now`. */
	readonly time: number;
	readonly now: number;
	readonly windowDays: number;
}

/** The event, or all that is wrong with it. */
export function acceptEvent(text: string, value: unknown, { time: missing, now, windowDays }: AcceptRules): AcceptedEvent | string[] {
	const parsed = parseCloudEvent(text, value);
	if (!("id" in parsed)) return [...parsed];
	const time = parsed.time ?? missing;
	const event = parsed.time === null ? insertMember(text, "time", new Date(missing).toISOString()) : text;
	const faults = [];
	if (time < now - windowDays * DAY_MS || time > now + DAY_MS)
		faults.push(`time: must lie within the last ${windowDays} days or the day ahead`);
	const bytes = new TextEncoder().encode(event).byteLength;
	if (bytes > MAX_EVENT_BYTES) faults.push(`event: has ${bytes} bytes; at most ${MAX_EVENT_BYTES} are kept`);
	return faults.length > 0 ? faults : { id: parsed.id, type: parsed.type, time, partitionKey: parsed.partitionKey, event };
}
