import { BILLED, type BilledCounts, NOTHING_BILLED } from "./billed-counts.ts";

/** Set by `app`: what it counted for the request. `gateway` adds it to its own and drops the header. */
export const BILLED_HEADER = "x-stagecraft-billed";

/** Counts that are not 0, as `kvReads=1,d1RowsRead=2`. */
export const toBilledHeader = (counts: BilledCounts): string =>
	BILLED.filter((name) => counts[name] > 0)
		.map((name) => `${name}=${counts[name]}`)
		.join(",");

/** Names that aren't ours, and what is no whole number, count nothing: two versions of our Workers may speak to each other. */
export function parseBilledHeader(header: string | null): Partial<BilledCounts> {
	if (!header) return NOTHING_BILLED;
	const pairs = new Map(header.split(",").map((pair) => [pair.split("=")[0] ?? "", pair.split("=")[1] ?? ""]));
	const toCount = (text: string | undefined) => (/^\d{1,15}$/.test(text ?? "") ? Number(text) : 0);
	return Object.fromEntries(BILLED.map((name) => [name, toCount(pairs.get(name))]));
}
