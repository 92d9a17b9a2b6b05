import type { AnalyticsEngineDataset } from "@cloudflare/workers-types";

export interface RequestPoint {
	/** The route's pattern, never the path: a path may hold what a tenant named. */
	readonly route: string;
	readonly method: string;
	readonly status: number;
	/** Empty where nobody was authenticated. */
	readonly tenant: string;
	readonly milliseconds: number;
}

export interface SampleOptions {
	/** The share of requests that are written, 0 to 1. */
	readonly rate: number;
	/** Uniform in [0, 1). */
	readonly random: () => number;
}

/**
 * Writes one request to Analytics Engine: blobs are route, method and status class, the index is the tenant, doubles are
 * milliseconds and how many requests the point stands for, so a sum of the second is an estimate of them all.
 */
export function writeRequestPoint(
	dataset: Pick<AnalyticsEngineDataset, "writeDataPoint">,
	point: RequestPoint,
	{ rate, random }: SampleOptions,
) {
	if (random() >= rate) return;
	dataset.writeDataPoint({
		indexes: [point.tenant],
		blobs: [point.route, point.method, `${Math.floor(point.status / 100)}xx`],
		doubles: [point.milliseconds, 1 / rate],
	});
}
