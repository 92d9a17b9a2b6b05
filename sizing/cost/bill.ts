import { type MicroUsd, toMicroUsd } from "../../config/units.ts";
import type { Priced } from "../prices.ts";
import { PRICES, type Price } from "../prices.ts";

export interface BillLine {
	readonly service: string;
	readonly line: string;
	/** Null for what costs the same whatever is used. */
	readonly price: Priced | null;
	readonly unit: string;
	readonly used: number;
	readonly included: number;
	/** What is left of `used` beyond `included`, rounded as the service rounds. */
	readonly billed: number;
	readonly microUsdEach: number;
	/** Whole micro-dollars. */
	readonly cost: MicroUsd;
}

export interface Bill {
	readonly lines: readonly BillLine[];
	readonly perMonth: MicroUsd;
	readonly perMillionRequests: MicroUsd;
	/** A month's. */
	readonly requests: number;
}

interface Service {
	readonly service: string;
	readonly lines: readonly { readonly line: string; readonly price: Priced }[];
}

/** The bill's order. */
export const SERVICES: readonly Service[] = [
	{
		service: "Workers",
		lines: [
			{ line: "requests", price: "workerRequests" },
			{ line: "CPU", price: "workerCpuMs" },
		],
	},
	{
		service: "KV",
		lines: [
			{ line: "reads", price: "kvReads" },
			{ line: "writes", price: "kvWrites" },
			{ line: "deletes", price: "kvDeletes" },
			{ line: "lists", price: "kvLists" },
			{ line: "stored", price: "kvStored" },
		],
	},
	{
		service: "D1",
		lines: [
			{ line: "rows read", price: "d1RowsRead" },
			{ line: "rows written", price: "d1RowsWritten" },
			{ line: "stored", price: "d1Stored" },
		],
	},
	{
		service: "Durable Objects",
		lines: [
			{ line: "requests", price: "objectRequests" },
			{ line: "duration", price: "objectGbSeconds" },
			{ line: "rows read", price: "objectRowsRead" },
			{ line: "rows written", price: "objectRowsWritten" },
			{ line: "stored", price: "objectStored" },
		],
	},
	{ service: "Queues", lines: [{ line: "operations", price: "queueOperations" }] },
	{
		service: "R2",
		lines: [
			{ line: "class A", price: "r2ClassA" },
			{ line: "class B", price: "r2ClassB" },
			{ line: "stored", price: "r2Stored" },
			{ line: "stored, infrequent access", price: "r2InfrequentStored" },
			{ line: "class A, infrequent access", price: "r2InfrequentClassA" },
			{ line: "class B, infrequent access", price: "r2InfrequentClassB" },
			{ line: "retrieved, infrequent access", price: "r2Retrieved" },
		],
	},
	{
		service: "Workflows",
		lines: [
			{ line: "steps", price: "workflowSteps" },
			{ line: "stored", price: "workflowStored" },
		],
	},
	{
		service: "Analytics Engine",
		lines: [
			{ line: "points", price: "analyticsPoints" },
			{ line: "queries", price: "analyticsQueries" },
		],
	},
	{ service: "Workers Logs", lines: [{ line: "events", price: "logEvents" }] },
];

/** One line: the allowance taken off, the rest rounded up where the service bills by more than one. */
export function makeLine(service: string, line: string, price: Priced, used: number): BillLine {
	const { unit, usdPerMillion, includedPerMonth, billedBy }: Price = PRICES[price];
	const beyond = Math.max(0, used - includedPerMonth);
	const billed = billedBy === undefined ? beyond : Math.ceil(beyond / billedBy) * billedBy;
	const cost = toMicroUsd(Math.round(billed * usdPerMillion));
	return { service, line, price, unit, used, included: includedPerMonth, billed, microUsdEach: usdPerMillion, cost };
}
