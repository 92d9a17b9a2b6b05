import { toCursor } from "../cursor/cursor.ts";
import type { Page } from "../merge-pages/merge-pages.ts";
import { type EventKey, toCursorParts } from "./event-key.ts";
import type { ListedEvent } from "./read-table.ts";

type EventPage = Page<ListedEvent, EventKey>;

export interface PageSource {
	readonly readPage: (after: EventKey) => Promise<EventPage>;
	/** Asked before each further page: an invocation may ask its databases only so often. */
	readonly mayGoOn: () => boolean;
}

/** The last line where nothing is missing. */
const END = '{"end":true}\n';

/**
 * Pages as NDJSON, one in memory at a time, read when the receiver asks for more: a line an event, and behind each page a line with the
 * cursor to go on from. Whole is what ends with `{"end":true}`; a page that fails breaks the stream off.
 */
export function streamPages(first: EventPage, { readPage, mayGoOn }: PageSource): ReadableStream<Uint8Array> {
	const encoder = new TextEncoder();
	let next: EventPage | EventKey = first;
	return new ReadableStream<Uint8Array>(
		{
			async pull(controller) {
				const page = "items" in next ? next : await readPage(next);
				controller.enqueue(encoder.encode(toLines(page)));
				if (page.horizon === null || !mayGoOn()) controller.close();
				else next = page.horizon;
			},
		},
		{ highWaterMark: 0 },
	);
}

/** A line feed in an event can only stand between its values: inside a text JSON escapes it. */
function toLines({ items, horizon }: EventPage): string {
	const lines = items.map(({ event }) => `${event.replaceAll(/[\r\n]/g, " ")}\n`).join("");
	return lines + (horizon === null ? END : `${JSON.stringify({ cursor: toCursor(toCursorParts(horizon)) })}\n`);
}
