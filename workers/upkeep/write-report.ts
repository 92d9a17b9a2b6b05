import type { R2Bucket } from "@cloudflare/workers-types";
import { type DailyReport, toReportKeys } from "../lib/report/daily-report.ts";
import { toMarkdown } from "../lib/report/to-markdown.ts";

/** Puts the day's report, as data and to be read; a second time replaces the first. */
export async function writeReport(archive: Pick<R2Bucket, "put">, report: DailyReport): Promise<void> {
	const keys = toReportKeys(report.day);
	await archive.put(keys.json, JSON.stringify(report), { httpMetadata: { contentType: "application/json" } });
	await archive.put(keys.markdown, toMarkdown(report), { httpMetadata: { contentType: "text/markdown; charset=utf-8" } });
}
