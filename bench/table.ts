import type { BenchResult, Cell, Row } from "./bench.ts";

const toText = (cell: Cell | undefined) => (typeof cell === "number" ? toNumberText(cell) : String(cell ?? ""));

/** Four digits that mean something, and no more. */
const toNumberText = (value: number) =>
	Number.isInteger(value) ? value.toLocaleString("en") : value.toLocaleString("en", { maximumSignificantDigits: 4 });

/** Rows as lines with aligned columns, numbers to the right. */
export function toTable(rows: readonly Row[]): string {
	const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
	const lines = [columns, ...rows.map((row) => columns.map((column) => toText(row[column])))];
	const widths = columns.map((_, index) => Math.max(...lines.map((line) => line[index]?.length ?? 0)));
	const isNumber = columns.map((column) => rows.every((row) => typeof row[column] === "number"));
	const toLine = (line: readonly string[]) =>
		line.map((text, index) => (isNumber[index] ? text.padStart(widths[index] ?? 0) : text.padEnd(widths[index] ?? 0))).join("  ");
	return lines.map((line) => toLine(line).trimEnd()).join("\n");
}

/** A result for people: its table, then each other field in a line. */
export function toReport({ rows = [], ...fields }: BenchResult): string {
	const lines = Object.entries(fields).map(([name, value]) => `${name}: ${typeof value === "string" ? value : JSON.stringify(value)}`);
	return [...(rows.length > 0 ? [toTable(rows), ""] : []), ...lines].join("\n");
}
