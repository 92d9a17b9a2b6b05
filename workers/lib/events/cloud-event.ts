import * as z from "zod";
import { parseTime } from "../http/parse-time.ts";

/** An event as a client gave it and as it will be kept. */
export interface IncomingEvent {
	readonly id: string;
	readonly type: string;
	/** Milliseconds since 1970; null where the client left it out. */
	readonly time: number | null;
	/** Events of one key are kept in the order in which they came; null for those that need none. */
	readonly partitionKey: string | null;
	/** The CloudEvent's JSON. */
	readonly text: string;
}

/** Printable ASCII: URIs, UUIDs and delivery numbers fit, and SQLite's order by bytes is JavaScript's. CloudEvents itself asks for a non-empty string. */
export const EVENT_ID = /^[\x21-\x7e]{1,128}$/;

const name = z
	.string()
	.min(1)
	.max(256)
	.refine((text) => text.isWellFormed() && !/\p{Cc}/u.test(text), "must hold no control characters and no half of a surrogate pair");

/** The attributes that we rely on (CloudEvents 1.0.2, its extension "partitioning"); all others and `data` pass through unread. */
const cloudEvent = z.looseObject({
	specversion: z.literal("1.0"),
	id: z.string().regex(EVENT_ID, "must be 1 to 128 printable ASCII characters without space"),
	source: name,
	type: name,
	time: z
		.string()
		.refine((text) => parseTime(text) !== null, "must be a time of RFC 3339")
		.optional(),
	partitionkey: name.optional(),
});

/** The event, or what is wrong with it, a line for each attribute. */
export function parseCloudEvent(text: string, value: unknown): IncomingEvent | readonly string[] {
	const result = cloudEvent.safeParse(value);
	if (!result.success) return result.error.issues.map(({ path, message }) => `${path.join(".") || "event"}: ${message}`);
	const { id, type, time, partitionkey: partitionKey = null } = result.data;
	return { id, type, time: time === undefined ? null : parseTime(time), partitionKey, text };
}
