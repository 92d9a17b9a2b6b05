import * as z from "zod";

/** An event's place in a tenant's list. */
export interface EventKey {
	/** Milliseconds since 1970. */
	readonly time: number;
	readonly id: string;
}

/** Newest first; of one moment, the greater id first. */
export const newestFirst = (a: EventKey, b: EventKey) => b.time - a.time || (a.id < b.id ? 1 : a.id > b.id ? -1 : 0);

/** A cursor in a list of events: `["events", time, id]`. The id may be empty: the place before all of that moment. */
export const eventsCursor = z.tuple([z.literal("events"), z.int().min(0), z.string().regex(/^[\x21-\x7e]{0,128}$/)]);

export const toCursorParts = ({ time, id }: EventKey) => ["events", time, id] as const;
