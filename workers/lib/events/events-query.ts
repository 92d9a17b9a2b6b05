import { parseCursor } from "../cursor/cursor.ts";
import { parseLimit } from "../http/parameters.ts";
import { parseTime } from "../http/parse-time.ts";
import { ProblemError } from "../problem.ts";
import { type EventKey, eventsCursor } from "./event-key.ts";

export interface EventsQuery {
	/** Milliseconds since 1970, the first moment that counts. */
	readonly from: number;
	/** The first moment that no longer counts. */
	readonly to: number;
	readonly type: string | null;
	readonly limit: number;
	/** Where the page before ended. */
	readonly after: EventKey | null;
}

/** Later than any event that is kept, and still a date. */
const END_OF_TIME = Date.UTC(9999, 0, 1);

/** The query of `GET /v1/events`; a bad parameter is a problem that names it. */
export function parseEventsQuery(parameters: Readonly<Record<string, string | undefined>>): EventsQuery {
	const { cursor, type = null } = parameters;
	const from = toMoment("from", parameters["from"]) ?? 0;
	const to = toMoment("to", parameters["to"]) ?? END_OF_TIME;
	if (from > to) throw new ProblemError("bad-parameter", "from: must not be later than to");
	if (type !== null && (type.length === 0 || type.length > 256))
		throw new ProblemError("bad-parameter", "type: must have 1 to 256 characters");
	return { from, to, type, limit: parseLimit(parameters["limit"]), after: cursor === undefined ? null : toKey(cursor) };
}

function toMoment(name: string, text: string | undefined): number | null {
	if (text === undefined) return null;
	const time = parseTime(text);
	if (time !== null && time >= 0) return Math.min(time, END_OF_TIME);
	throw new ProblemError("bad-parameter", `${name}: must be a time of RFC 3339 since 1970, such as 2026-11-01T00:00:00Z`);
}

function toKey(cursor: string): EventKey {
	const [, time, id] = parseCursor(eventsCursor, cursor);
	return { time, id };
}
