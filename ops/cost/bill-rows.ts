import type { Bill, BillLine } from "../../sizing/cost/bill.ts";
import { toCountText, toPriceText, toUsdChange, toUsdText } from "../../terminal/money.ts";
import type { Row } from "../../terminal/table.ts";

/** What the table shows: lines that something is used of. */
const isUsed = ({ used }: BillLine) => used > 0;

const toPrice = ({ price, unit, microUsdEach, cost }: BillLine) => {
	if (price === null) return `${toUsdText(cost)} a month`;
	return microUsdEach >= 1_000 ? `${toPriceText(microUsdEach)} a ${unit}` : `${toPriceText(microUsdEach * 1e6)} a million`;
};

/** A bill as a table: by service and line. */
export const toBillRows = ({ lines }: Bill): readonly Row[] =>
	lines.filter(isUsed).map((line) => ({
		service: line.service,
		line: line.line,
		used: line.price === null ? "" : toCountText(line.used),
		included: line.price === null ? "" : toCountText(line.included),
		billed: line.price === null ? "" : toCountText(line.billed),
		price: toPrice(line),
		"a month": toUsdText(line.cost),
	}));

/** Two bills beside each other: the lines that cost something in either. */
export function toChangeRows(before: Bill, after: Bill, [from, to]: readonly [string, string]): readonly Row[] {
	const costs = (bill: Bill) => new Map(bill.lines.map((line) => [`${line.service}: ${line.line}`, line.cost]));
	const [old, now] = [costs(before), costs(after)];
	const names = [...new Set([...old.keys(), ...now.keys()])].filter((name) => (old.get(name) ?? 0) + (now.get(name) ?? 0) > 0);
	const toRow = (line: string, a: number, b: number): Row => ({
		line,
		[from]: toUsdText(a),
		[to]: toUsdText(b),
		change: toUsdChange(b - a),
	});
	return [
		...names.map((name) => toRow(name, old.get(name) ?? 0, now.get(name) ?? 0)),
		toRow("a month", before.perMonth, after.perMonth),
		toRow("a million requests", before.perMillionRequests, after.perMillionRequests),
	];
}
