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
	/** What is beyond the allowance is billed in whole multiples of this; absent where it is billed as it is. */
	readonly billedBy?: number;
	/** Under developers.cloudflare.com. */
	readonly source: string;
	/** When the page was last seen to say so. */
	readonly date: string;
}

const M = 1_000_000;
/** So that the price of one stands where others have the price of a million. */
const EACH = M;
const KV = { source: "/kv/platform/pricing/", date: "2026-09-17" } as const;
const WORKERS = { source: "/workers/platform/pricing/", date: "2026-09-17" } as const;
const D1 = { source: "/workers/platform/pricing/#d1", date: "2026-09-17" } as const;
const QUEUES = { source: "/workers/platform/pricing/#queues", date: "2026-09-17" } as const;
/** Every meter rounds up to its next whole unit: a million operations, a GB (same page). */
const R2 = { source: "/r2/pricing/", date: "2026-10-01" } as const;
/** Requests and GB-s are billed by whole millions (same page). */
const OBJECTS = { source: "/durable-objects/platform/pricing/", date: "2026-09-17" } as const;
/** Published and not charged as of the date. */
const ANALYTICS = { source: "/analytics/analytics-engine/pricing/", date: "2026-09-17" } as const;
const LOGS = { source: "/workers/observability/logs/workers-logs/", date: "2026-09-17" } as const;
const WORKFLOWS = { source: "/workflows/reference/pricing/", date: "2026-09-17" } as const;

/** By the names that the meter counts under, and what no binding shows: requests, CPU, duration, points, logs, storage. GB are decimal. */
export const PRICES = {
	kvReads: { unit: "read", usdPerMillion: 0.5, includedPerMonth: 10 * M, ...KV },
	kvWrites: { unit: "write", usdPerMillion: 5, includedPerMonth: M, ...KV },
	kvDeletes: { unit: "delete", usdPerMillion: 5, includedPerMonth: M, ...KV },
	kvLists: { unit: "list", usdPerMillion: 5, includedPerMonth: M, ...KV },
	kvStored: { unit: "GB-month", usdPerMillion: 0.5 * EACH, includedPerMonth: 1, ...KV },
	d1RowsRead: { unit: "row", usdPerMillion: 0.001, includedPerMonth: 25_000 * M, ...D1 },
	d1RowsWritten: { unit: "row", usdPerMillion: 1, includedPerMonth: 50 * M, ...D1 },
	d1Stored: { unit: "GB-month", usdPerMillion: 0.75 * EACH, includedPerMonth: 5, ...D1 },
	queueOperations: { unit: "operation", usdPerMillion: 0.4, includedPerMonth: M, ...QUEUES },
	r2ClassA: { unit: "operation", usdPerMillion: 4.5, includedPerMonth: M, billedBy: M, ...R2 },
	r2ClassB: { unit: "operation", usdPerMillion: 0.36, includedPerMonth: 10 * M, billedBy: M, ...R2 },
	r2Stored: { unit: "GB-month", usdPerMillion: 0.015 * EACH, includedPerMonth: 10, billedBy: 1, ...R2 },
	// The allowances are for the Standard class alone (same page).
	r2InfrequentStored: { unit: "GB-month", usdPerMillion: 0.01 * EACH, includedPerMonth: 0, billedBy: 1, ...R2 },
	r2InfrequentClassA: { unit: "operation", usdPerMillion: 9, includedPerMonth: 0, billedBy: M, ...R2 },
	r2InfrequentClassB: { unit: "operation", usdPerMillion: 0.9, includedPerMonth: 0, billedBy: M, ...R2 },
	r2Retrieved: { unit: "GB", usdPerMillion: 0.01 * EACH, includedPerMonth: 0, billedBy: 1, ...R2 },
	objectRequests: { unit: "request", usdPerMillion: 0.15, includedPerMonth: M, billedBy: M, ...OBJECTS },
	objectGbSeconds: { unit: "GB-s", usdPerMillion: 12.5, includedPerMonth: 400_000, billedBy: M, ...OBJECTS },
	objectRowsRead: { unit: "row", usdPerMillion: 0.001, includedPerMonth: 25_000 * M, ...OBJECTS },
	objectRowsWritten: { unit: "row", usdPerMillion: 1, includedPerMonth: 50 * M, ...OBJECTS },
	objectStored: { unit: "GB-month", usdPerMillion: 0.2 * EACH, includedPerMonth: 5, ...OBJECTS },
	workerRequests: { unit: "request", usdPerMillion: 0.3, includedPerMonth: 10 * M, ...WORKERS },
	workerCpuMs: { unit: "CPU-ms", usdPerMillion: 0.02, includedPerMonth: 30 * M, ...WORKERS },
	analyticsPoints: { unit: "point", usdPerMillion: 0.25, includedPerMonth: 10 * M, ...ANALYTICS },
	analyticsQueries: { unit: "query", usdPerMillion: 1, includedPerMonth: M, ...ANALYTICS },
	logEvents: { unit: "event", usdPerMillion: 0.6, includedPerMonth: 20 * M, ...LOGS },
	workflowSteps: { unit: "step", usdPerMillion: 8, includedPerMonth: 500_000, ...WORKFLOWS },
	workflowStored: { unit: "GB-month", usdPerMillion: 0.2 * EACH, includedPerMonth: 1, ...WORKFLOWS },
} as const satisfies Readonly<Record<string, Price>>;

export type Priced = keyof typeof PRICES;

/** Workers Paid itself, a month (/workers/platform/pricing/, 2026-09-17). */
export const SUBSCRIPTION = toMicroUsd(5 * EACH);

/**
 * A zone's plan where it is paid by the month (https://www.cloudflare.com/plans/); by the year Pro is $20 and Business $200 a month. The price
 * of Enterprise is a contract's: it counts nothing here, and the bill says so.
 */
export const ZONE_PLANS = {
	free: toMicroUsd(0),
	pro: toMicroUsd(25 * EACH),
	business: toMicroUsd(250 * EACH),
	enterprise: null,
} as const satisfies Readonly<Record<string, MicroUsd | null>>;

export const isPriced = (name: string): name is Priced => Object.hasOwn(PRICES, name);

/** What the counts cost at list price once the month's allowances are used up; counts without a price cost nothing. */
export function estimateMicroUsd(counts: Readonly<Partial<Record<Priced, number>>>): MicroUsd {
	const lines = Object.entries(counts).map(([name, count]) => (isPriced(name) ? count * PRICES[name].usdPerMillion : 0));
	return toMicroUsd(lines.reduce((sum, line) => sum + line, 0));
}
