import { toTable } from "../terminal/table.ts";
import type { BenchResult } from "./bench.ts";

/** A result for people: its table, then each other field in a line. */
export function toReport({ rows = [], ...fields }: BenchResult): string {
	const lines = Object.entries(fields).map(([name, value]) => `${name}: ${typeof value === "string" ? value : JSON.stringify(value)}`);
	return [...(rows.length > 0 ? [toTable(rows), ""] : []), ...lines].join("\n");
}
