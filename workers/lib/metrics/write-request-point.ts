import type { AnalyticsEngineDataset } from "@cloudflare/workers-types";
import { BILLED, type BilledCounts } from "../meter/billed-counts.ts";

export interface RequestPoint {
	/** The route's pattern, never the path: a path may hold what a tenant named. */
	readonly route: string;
	readonly method: string;
	readonly status: number;
	/** Empty where nobody was authenticated. */
	readonly tenant: string;
	readonly milliseconds: number;
	/** What was counted until the answer; what goes on after it isn't in the point. */
	readonly billed: BilledCounts;
}

export interface SampleOptions {
	/** The share of requests that are written, 0 to 1. */
	readonly rate: number;
	/** Uniform in [0, 1). */
	readonly random: () => number;
}

/** What stands in `blob1` and on. Points are kept for three months: append, never insert. */
export const POINT_BLOBS = ["route", "method", "statusClass"] as const;

/** What stands in `double1` and on: `requests` is how many the point stands for. At most 20 (/analytics/analytics-engine/limits/, 2026-09-17). */
export const POINT_DOUBLES = ["milliseconds", "requests", ...BILLED] as const;

/** Writes one request to Analytics Engine where its turn comes, with the tenant as index; a sum of `requests` is an estimate of them all. */
export function writeRequestPoint(
	dataset: Pick<AnalyticsEngineDataset, "writeDataPoint">,
	toPoint: () => RequestPoint,
	{ rate, random }: SampleOptions,
) {
	if (random() >= rate) return;
	const point = toPoint();
	const blobs = { route: point.route, method: point.method, statusClass: `${Math.floor(point.status / 100)}xx` };
	const doubles = { milliseconds: point.milliseconds, requests: 1 / rate, ...point.billed };
	dataset.writeDataPoint({
		indexes: [point.tenant],
		blobs: POINT_BLOBS.map((name) => blobs[name]),
		doubles: POINT_DOUBLES.map((name) => doubles[name]),
	});
}
