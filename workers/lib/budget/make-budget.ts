import type { CounterSums } from "../counter/counter-object.ts";
import { addCounts, type Counts } from "../counter/counts.ts";
import type { MemoryCache } from "../memory-cache/memory-cache.ts";
import { toDay } from "../time/day.ts";
import { type BudgetSettings, type BudgetUse, toBudgetUse, toPeriodEnd, toUsed } from "./budget.ts";

/** Sums that were heard, and when; counts since then are added to them. */
export interface HeardSums {
	readonly sums: CounterSums;
	/** Milliseconds since 1970. */
	readonly at: number;
}

type BudgetScope = "tenant" | "account";

export interface BudgetVerdict {
	readonly level: "ok" | "warn" | "throttle" | "stop";
	readonly scope: BudgetScope;
	/** Null where nothing is known or set. */
	readonly use: BudgetUse | null;
	readonly retryAfterSeconds: number;
}

export interface BudgetOptions {
	readonly settings: BudgetSettings;
	/** The names of both counters. */
	readonly names: Readonly<Record<BudgetScope, string>>;
	/** The isolate's. */
	readonly memory: MemoryCache<HeardSums>;
	readonly readSums: (scope: BudgetScope, day: string) => Promise<CounterSums>;
	readonly now: () => number;
	/** Uniform in [0, 1). */
	readonly random: () => number;
	/** The sums can't be read: what was heard last counts, and without it the budget is taken for unused. */
	readonly onError: (error: unknown) => void;
}

export interface Budget {
	/** For a request that uses the budget: asks the counter where what this isolate heard is old. */
	judge(): Promise<BudgetVerdict>;
	/** For one that doesn't: what is known already. It never throttles nor stops. */
	look(): BudgetVerdict;
	/** What a request used, until the counter's own sums come. */
	use(counts: Counts): void;
	hear(scope: BudgetScope, sums: CounterSums): void;
}

/** How old the sums may be that a request is judged by. */
const STALE_MS = 10_000;
const KEPT = { seconds: 3_600, capacity: 10_000 } as const;
/** A throttled request may be let through in a moment. */
const THROTTLED_SECONDS = 10;

const LEVELS = ["ok", "warn", "throttle", "stop"] as const;
const SCOPES = ["tenant", "account"] as const;

/** A breaker on what a tenant, and all of them, are billed for in a day or month. */
export function makeBudget(options: BudgetOptions): Budget {
	const { settings, names, memory, now, random } = options;
	const scopes = SCOPES.filter((scope) => toBudgetUse({}, settings[scope]) !== null);

	const hear = (scope: BudgetScope, sums: CounterSums) => memory.set(names[scope], { sums, at: now() }, KEPT);

	async function refresh(scope: BudgetScope): Promise<void> {
		const heard = memory.get(names[scope]);
		if (heard && now() - heard.at < STALE_MS) return;
		try {
			hear(scope, await options.readSums(scope, toDay(now())));
		} catch (error) {
			options.onError(error);
		}
	}

	function toVerdict(scope: BudgetScope): BudgetVerdict {
		const heard = memory.get(names[scope]);
		const use = heard ? toBudgetUse(toUsed(heard.sums, settings.period, now()), settings[scope]) : null;
		const level = toLevel(use?.share ?? 0, settings, random());
		return { level, scope, use, retryAfterSeconds: level === "throttle" ? THROTTLED_SECONDS : toPeriodEnd(settings.period, now()) };
	}

	const look = (): BudgetVerdict => scopes.map(toVerdict).reduce(toWorse, UNLIMITED);

	return {
		async judge() {
			await Promise.all(scopes.map(refresh));
			return look();
		},
		look,
		use(counts) {
			for (const scope of scopes) {
				const heard = memory.get(names[scope]);
				if (heard) memory.set(names[scope], { ...heard, sums: addTo(heard.sums, counts) }, KEPT);
			}
		},
		hear,
	};
}

const UNLIMITED: BudgetVerdict = { level: "ok", scope: "tenant", use: null, retryAfterSeconds: 0 };

const toWorse = (one: BudgetVerdict, other: BudgetVerdict): BudgetVerdict =>
	LEVELS.indexOf(other.level) > LEVELS.indexOf(one.level) ? other : one;

const addTo = ({ day, ofDay, ofMonth }: CounterSums, counts: Counts): CounterSums => ({
	day,
	ofDay: addCounts(ofDay, counts),
	ofMonth: addCounts(ofMonth, counts),
});

/** Where nothing stops it, one of so many is still let through. */
const MOST_REFUSED = 0.95;

/** From `throttleAt` on ever fewer are let through. */
function toLevel(share: number, { mode, warnAt, throttleAt }: BudgetSettings, random: number): BudgetVerdict["level"] {
	if (mode === "off") return "ok";
	if (mode === "stop" && share >= 1) return "stop";
	const refused = throttleAt < 1 ? (share - throttleAt) / (1 - throttleAt) : share - throttleAt;
	if (mode !== "warn" && random < Math.min(refused, MOST_REFUSED)) return "throttle";
	return share >= warnAt ? "warn" : "ok";
}
