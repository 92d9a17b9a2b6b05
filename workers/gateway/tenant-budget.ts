import type { BudgetUse } from "../lib/budget/budget.ts";
import { type Budget, type BudgetVerdict, type HeardSums, makeBudget } from "../lib/budget/make-budget.ts";
import type { KeyEntry } from "../lib/directory/key-entry.ts";
import { logError, logWarning } from "../lib/log-error.ts";
import { makeMemoryCache } from "../lib/memory-cache/memory-cache.ts";
import { ProblemError } from "../lib/problem.ts";
import { toCounterObject } from "./counter-object.ts";
import type { GatewayContext } from "./gateway-env.ts";
import { isWrite } from "./routes.ts";

/** What this isolate heard of budgets last. */
const memory = makeMemoryCache<HeardSums>(Date.now);
/** What it has logged: a budget that is nearly used up is told once in ten minutes and not with each request. */
const told = makeMemoryCache<true>(Date.now);
const TOLD = { seconds: 600, capacity: 10_000 } as const;

/** The counter of all tenants: none can be named so. */
export const ACCOUNT = { tenant: "~account", location: "" } as const;

/** Null where the plan has no budgets. */
export function toTenantBudget(c: GatewayContext, entry: KeyEntry): Budget | null {
	const settings = c.env.SETTINGS.budget;
	if (settings.mode === "off") return null;
	return makeBudget({
		settings,
		names: { tenant: entry.tenant, account: ACCOUNT.tenant },
		memory,
		readSums: (scope, day) => toCounterObject(c.env.COUNTER, scope === "tenant" ? entry : ACCOUNT, 0).sums(day),
		now: Date.now,
		random: Math.random,
		onError: (error) => logError("budget", error, { requestId: c.get("requestId"), tenant: entry.tenant }),
	});
}

/** A structured field: whose budget, and how much of it is used. */
const toHeader = (scope: string, { unit, share }: BudgetUse, period: string) =>
	`"${scope}";unit="${unit}";period="${period}";used=${share.toFixed(3)}`;

/** What the answer says of the budgets; throws `budget-exhausted` for a write that they have no room for. Reads always pass. */
export async function checkBudget(c: GatewayContext, entry: KeyEntry, budget: Budget): Promise<Readonly<Record<string, string>>> {
	const isSpending = isWrite(c.req.method);
	const verdict = isSpending ? await budget.judge() : budget.look();
	if (verdict.level === "ok" || !verdict.use) return {};
	const { period } = c.env.SETTINGS.budget;
	const headers = { "x-budget": toHeader(verdict.scope, verdict.use, period) };
	logOnce(c, entry, verdict);
	if (!isSpending || verdict.level === "warn") return headers;
	const whose = verdict.scope === "tenant" ? "The tenant's" : "The service's";
	const detail = verdict.level === "stop" ? "is used up" : "is nearly used up, and only some writes pass";
	throw new ProblemError("budget-exhausted", `${whose} budget of ${verdict.use.unit} for the ${period} ${detail}.`, {
		...headers,
		"retry-after": String(verdict.retryAfterSeconds),
	});
}

function logOnce(c: GatewayContext, { tenant }: KeyEntry, { scope, level, use }: BudgetVerdict): void {
	const key = [scope === "tenant" ? tenant : ACCOUNT.tenant, level].join(" ");
	if (told.get(key)) return;
	told.set(key, true, TOLD);
	logWarning("budget", { requestId: c.get("requestId"), tenant, scope, verdict: level, ...use });
}
