/** A cell of a table. */
export type Cell = string | number | boolean | null;

export type Row = Readonly<Record<string, Cell>>;

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
