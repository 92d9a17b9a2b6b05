import type { CounterSums } from "../counter/counter-object.ts";
import { type Counts, toMonth } from "../counter/counts.ts";
import { toDay } from "../time/day.ts";

/** What a budget is set on, by the names of its counts. */
const BUDGET_UNITS = ["rowsWritten", "kvWrites", "queueOperations"] as const;
export type BudgetUnit = (typeof BUDGET_UNITS)[number];

/** How far the breaker may go; `off` leaves it out. */
type BudgetMode = "off" | "warn" | "throttle" | "stop";
export type BudgetPeriod = "day" | "month";

export interface BudgetSettings {
	readonly mode: BudgetMode;
	readonly period: BudgetPeriod;
	/** Shares of a budget from which it is told, and from which requests are let through ever more rarely. */
	readonly warnAt: number;
	readonly throttleAt: number;
	/** Of each tenant and of all together; 0 sets none. */
	readonly tenant: Readonly<Record<BudgetUnit, number>>;
	readonly account: Readonly<Record<BudgetUnit, number>>;
}

/** The unit of which the greatest share is used. */
export interface BudgetUse {
	readonly unit: BudgetUnit;
	/** 1 where all of it is. */
	readonly share: number;
}

/** Null where no unit has a budget. */
export function toBudgetUse(used: Counts, budget: Readonly<Record<BudgetUnit, number>>): BudgetUse | null {
	const uses = BUDGET_UNITS.flatMap((unit) => (budget[unit] > 0 ? [{ unit, share: (used[unit] ?? 0) / budget[unit] }] : []));
	return uses.toSorted((a, b) => b.share - a.share)[0] ?? null;
}

/** What of the sums belongs to the period that `now` is in: sums of a day or month before are of no use to it. */
export function toUsed({ day, ofDay, ofMonth }: CounterSums, period: BudgetPeriod, now: number): Counts {
	const today = toDay(now);
	if (period === "day") return day === today ? ofDay : {};
	return toMonth(day) === toMonth(today) ? ofMonth : {};
}

/** Whole seconds until the next day or month begins, in UTC. */
export function toPeriodEnd(period: BudgetPeriod, now: number): number {
	const date = new Date(now);
	const [year, month, day] = [date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate()];
	const end = period === "day" ? Date.UTC(year, month, day + 1) : Date.UTC(year, month + 1, 1);
	return Math.ceil((end - now) / 1_000);
}
