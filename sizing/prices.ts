import type { MicroUsd } from "../config/units.ts";
import { toMicroUsd } from "../config/units.ts";

/** A list price on Workers Paid, without taxes and contracts. */
export interface Price {
	/** What one is of: `read`, `row`, `operation`. */
	readonly unit: string;
	/** US dollars a million of them: micro-dollars each. */
	readonly usdPerMillion: number;
	/** A month's allowance. */
	readonly includedPerMonth: number;
	/** Under developers.cloudflare.com. */
	readonly source: string;
	/** When the page was last seen to say so. */
	readonly date: string;
}

const M = 1_000_000;
const KV = { source: "/kv/platform/pricing/", date: "2026-09-17" } as const;
const WORKERS = { source: "/workers/platform/pricing/", date: "2026-09-17" } as const;
const D1 = { source: "/workers/platform/pricing/#d1", date: "2026-09-17" } as const;
const QUEUES = { source: "/workers/platform/pricing/#queues", date: "2026-09-17" } as const;
const R2 = { source: "/r2/pricing/", date: "2026-10-01" } as const;
const OBJECTS = { source: "/durable-objects/platform/pricing/", date: "2026-09-17" } as const;
/** Published and not charged as of the date. */
const ANALYTICS = { source: "/analytics/analytics-engine/pricing/", date: "2026-09-17" } as const;

/** By the names that the meter counts under, and what no binding shows: requests, CPU, duration, points. */
export const PRICES = {
	kvReads: { unit: "read", usdPerMillion: 0.5, includedPerMonth: 10 * M, ...KV },
	kvWrites: { unit: "write", usdPerMillion: 5, includedPerMonth: M, ...KV },
	kvDeletes: { unit: "delete", usdPerMillion: 5, includedPerMonth: M, ...KV },
	kvLists: { unit: "list", usdPerMillion: 5, includedPerMonth: M, ...KV },
	d1RowsRead: { unit: "row", usdPerMillion: 0.001, includedPerMonth: 25_000 * M, ...D1 },
	d1RowsWritten: { unit: "row", usdPerMillion: 1, includedPerMonth: 50 * M, ...D1 },
	queueOperations: { unit: "operation", usdPerMillion: 0.4, includedPerMonth: M, ...QUEUES },
	r2ClassA: { unit: "operation", usdPerMillion: 4.5, includedPerMonth: M, ...R2 },
	r2ClassB: { unit: "operation", usdPerMillion: 0.36, includedPerMonth: 10 * M, ...R2 },
	objectRequests: { unit: "request", usdPerMillion: 0.15, includedPerMonth: M, ...OBJECTS },
	objectGbSeconds: { unit: "GB-s", usdPerMillion: 12.5, includedPerMonth: 400_000, ...OBJECTS },
	objectRowsRead: { unit: "row", usdPerMillion: 0.001, includedPerMonth: 25_000 * M, ...OBJECTS },
	objectRowsWritten: { unit: "row", usdPerMillion: 1, includedPerMonth: 50 * M, ...OBJECTS },
	workerRequests: { unit: "request", usdPerMillion: 0.3, includedPerMonth: 10 * M, ...WORKERS },
	workerCpuMs: { unit: "CPU-ms", usdPerMillion: 0.02, includedPerMonth: 30 * M, ...WORKERS },
	analyticsPoints: { unit: "point", usdPerMillion: 0.25, includedPerMonth: 10 * M, ...ANALYTICS },
	analyticsQueries: { unit: "query", usdPerMillion: 1, includedPerMonth: M, ...ANALYTICS },
} as const satisfies Readonly<Record<string, Price>>;

export type Priced = keyof typeof PRICES;

const isPriced = (name: string): name is Priced => Object.hasOwn(PRICES, name);

/** What the counts cost at list price once the month's allowances are used up; counts without a price cost nothing. */
export function estimateMicroUsd(counts: Readonly<Partial<Record<Priced, number>>>): MicroUsd {
	const lines = Object.entries(counts).map(([name, count]) => (isPriced(name) ? count * PRICES[name].usdPerMillion : 0));
	return toMicroUsd(lines.reduce((sum, line) => sum + line, 0));
}
