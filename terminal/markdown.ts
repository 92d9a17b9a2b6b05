import { type Row, toAligned } from "./table.ts";

/** Rows as a Markdown table, numbers to the right. */
export function toMarkdown(rows: readonly Row[]): string {
	const { columns, lines, isNumber } = toAligned(rows);
	const rule = columns.map((_, index) => (isNumber[index] ? "---:" : "---"));
	return [columns, rule, ...lines].map((line) => `| ${line.map((text) => text.replaceAll("|", "\\|")).join(" | ")} |`).join("\n");
}
