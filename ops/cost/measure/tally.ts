import { z } from "zod";
import { isPriced } from "../../../sizing/prices.ts";
import { EVENT_ROWS } from "../../../sizing/usage/ingest.ts";
import { addUsage, type Usage } from "../../../sizing/usage.ts";
import { POINT_DOUBLES } from "../../../workers/lib/metrics/write-request-point.ts";

export interface Tally {
	/** Takes what the Workers print. */
	readonly read: (text: string) => void;
	readonly counts: () => Usage;
	/** Requests that were counted. */
	readonly points: () => number;
	/** Events that batches stored. */
	readonly stored: () => number;
}

const point = z.object({ what: z.literal("measured-point"), doubles: z.array(z.number()) });
/** The line of `ingest` for each batch, with what `app` counted for it. */
const batch = z.object({ what: z.literal("batch"), billed: z.record(z.string(), z.number()) });
const line = z.union([point, batch]);

/** Adds up the counts in what the Workers print: a point for each request, a line for each batch. */
export function makeTally(): Tally {
	let rest = "";
	let points = 0;
	let rows = 0;
	let sum: Usage = {};
	const add = (text: string) => {
		const found = line.safeParse(parseJson(text)).data;
		if (found === undefined) return;
		if ("doubles" in found) points += 1;
		else rows += found.billed["d1RowsWritten"] ?? 0;
		const counts =
			"doubles" in found ? POINT_DOUBLES.map((name, index) => [name, found.doubles[index] ?? 0] as const) : Object.entries(found.billed);
		sum = addUsage(sum, Object.fromEntries(counts.filter(([name]) => isPriced(name))));
	};
	return {
		read(text) {
			const lines = (rest + text).split("\n");
			rest = lines.pop() ?? "";
			for (const one of lines) add(one);
		},
		counts: () => sum,
		points: () => points,
		stored: () => rows / EVENT_ROWS.written,
	};
}

function parseJson(text: string): unknown {
	const start = text.indexOf("{");
	if (start === -1) return undefined;
	try {
		return JSON.parse(text.slice(start));
	} catch {
		return undefined;
	}
}
