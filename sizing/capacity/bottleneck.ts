import type { SizedPlan } from "../sized-plan.ts";
import type { Traffic } from "../traffic.ts";

/** What is asked of one thing at the peak, and what it gives. */
export interface Load {
	/** What is counted: "busiest shard, busy a second". */
	readonly what: string;
	readonly demand: number;
	readonly limit: number;
	readonly unit: string;
	/** The limit's page and date, or the reason for a bound of our own. */
	readonly source: string;
}

export interface Bottleneck {
	readonly title: string;
	/** What to do before it is met, in plain words. */
	readonly remedy: string;
	/** Each of its limits. */
	readonly measure: (plan: SizedPlan, traffic: Traffic) => readonly [Load, ...Load[]];
}

export const cite = ({ source, date }: { readonly source: string; readonly date: string }): string => `${source}, ${date}`;
