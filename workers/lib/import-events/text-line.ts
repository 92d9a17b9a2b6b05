import type { CutRecord } from "../chunked-job/cut-records.ts";
import type { BadLine } from "../chunked-job/job.ts";
import { type AcceptedEvent, acceptEvent } from "../events/parse-events.ts";
import { type Attributes, wrapEvent } from "../events/wrap-event.ts";

export interface TextLine {
	readonly line: number;
	readonly text: string;
}

/** What makes an event of a line, the same one whenever the line is read. */
export interface EventRules {
	/** Begins the ids of events that have none: the file's, so that importing the same bytes again adds nothing. */
	readonly idPrefix: string;
	/** Of events that have none, milliseconds since 1970. */
	readonly time: number;
	/** When the job began: the window of what is taken ends there. */
	readonly now: number;
	readonly windowDays: number;
}

/** A reason says what is wrong, and not all of what it found. */
const MAX_REASON = 300;

export const toBad = (line: number, reason: string): BadLine => ({ line, reason: reason.slice(0, MAX_REASON) });

const decoder = () => new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** Records as text; bytes that are no UTF-8 are told, and never replaced. Blank lines are left out. */
export function toLines(records: readonly CutRecord[]): { readonly lines: readonly TextLine[]; readonly bad: readonly BadLine[] } {
	const utf8 = decoder();
	const lines: TextLine[] = [];
	const bad: BadLine[] = [];
	for (const { line, bytes, fault } of records) {
		try {
			const text = bytes ? utf8.decode(bytes) : "";
			if (fault !== null) bad.push(toBad(line, fault));
			else if (text.trim() !== "") lines.push({ line, text });
		} catch {
			bad.push(toBad(line, "isn't UTF-8"));
		}
	}
	return { lines, bad };
}

const toEventId = ({ idPrefix }: EventRules, line: number) => `${idPrefix}-${line}`;

/** The source and type of what says none, as where events are posted. */
export const toAttributes = (line: number, rules: EventRules): Attributes => ({
	id: toEventId(rules, line),
	source: "/v1/files",
	type: "stagecraft.event",
	time: new Date(rules.time).toISOString(),
});

/** An event around JSON that isn't one yet. */
export const wrapLine = (line: number, attributes: Attributes, data: string, rules: EventRules): AcceptedEvent | BadLine => {
	const text = wrapEvent(attributes, data);
	return accept(line, text, JSON.parse(text), rules);
};

export function accept(line: number, text: string, value: unknown, { time, now, windowDays }: EventRules): AcceptedEvent | BadLine {
	const event = acceptEvent(text, value, { time, now, windowDays });
	return Array.isArray(event) ? toBad(line, event.join("; ")) : event;
}
