/** A cell of a table. */
type Cell = string | number | boolean | null;

export type Row = Readonly<Record<string, Cell>>;

const toText = (cell: Cell | undefined) => (typeof cell === "number" ? toNumberText(cell) : String(cell ?? ""));

/** Four digits that mean something, and no more. */
const toNumberText = (value: number) =>
	Number.isInteger(value) ? value.toLocaleString("en") : value.toLocaleString("en", { maximumSignificantDigits: 4 });

/** Numbers, and texts that are one: money, shares, counts with their letter; and nothing. */
const NUMBER = /^$|^–$|^[+−]?\$?\d[\d,.]*(?: [TGMk%])?$/;
const isNumberLike = (cell: Cell | undefined) => typeof cell === "number" || (typeof cell === "string" && NUMBER.test(cell));

interface Aligned {
	readonly columns: readonly string[];
	readonly lines: readonly (readonly string[])[];
	/** By column: to the right. */
	readonly isNumber: readonly boolean[];
}

/** Every cell as text, and which columns hold numbers. */
export function toAligned(rows: readonly Row[]): Aligned {
	const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
	return {
		columns,
		lines: rows.map((row) => columns.map((column) => toText(row[column]))),
		isNumber: columns.map((column) => rows.every((row) => isNumberLike(row[column])) && rows.some((row) => toText(row[column]) !== "")),
	};
}

/** Rows as lines with aligned columns, numbers to the right. */
export function toTable(rows: readonly Row[]): string {
	const { columns, lines: body, isNumber } = toAligned(rows);
	const lines = [columns, ...body];
	const widths = columns.map((_, index) => Math.max(...lines.map((line) => line[index]?.length ?? 0)));
	const toLine = (line: readonly string[]) =>
		line.map((text, index) => (isNumber[index] ? text.padStart(widths[index] ?? 0) : text.padEnd(widths[index] ?? 0))).join("  ");
	return lines.map((line) => toLine(line).trimEnd()).join("\n");
}
