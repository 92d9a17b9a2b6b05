import type { BadLine } from "../chunked-job/job.ts";
import type { AcceptedEvent } from "../events/parse-events.ts";
import { accept, type EventRules, type TextLine, toAttributes, toBad, wrapLine } from "./text-line.ts";

/** A CloudEvent, by its `specversion`, as it stands; any other JSON becomes the data of one. */
export function parseJsonLine({ line, text }: TextLine, rules: EventRules): AcceptedEvent | BadLine {
	let value: unknown;
	try {
		value = JSON.parse(text);
	} catch (error) {
		return toBad(line, `isn't JSON: ${error instanceof Error ? error.message : "unreadable"}`);
	}
	const isCloudEvent = typeof value === "object" && value !== null && "specversion" in value;
	return isCloudEvent ? accept(line, text.trim(), value, rules) : wrapLine(line, toAttributes(line, rules), text, rules);
}
