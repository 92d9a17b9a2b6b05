import type { CutRecord } from "../chunked-job/cut-records.ts";
import type { BadLine } from "../chunked-job/job.ts";
import type { AcceptedEvent } from "../events/parse-events.ts";
import { parseCsvLines } from "./parse-csv-lines.ts";
import { parseJsonLine } from "./parse-json-line.ts";
import { type EventRules, toLines } from "./text-line.ts";

export interface ParsedImport {
	readonly header: readonly string[] | null;
	readonly events: readonly AcceptedEvent[];
	readonly bad: readonly BadLine[];
}

/** The events of a chunk's records, and the lines that are none. */
export function parseImport(
	format: "ndjson" | "csv",
	records: readonly CutRecord[],
	header: readonly string[] | null,
	rules: EventRules,
): ParsedImport {
	const { lines, bad } = toLines(records);
	const parsed =
		format === "csv" ? parseCsvLines(lines, header, rules) : { header: null, results: lines.map((line) => parseJsonLine(line, rules)) };
	const events: AcceptedEvent[] = [];
	const faults: BadLine[] = [...bad];
	for (const result of parsed.results) {
		if ("reason" in result) faults.push(result);
		else events.push(result);
	}
	return { header: parsed.header, events, bad: faults.sort((a, b) => a.line - b.line) };
}
