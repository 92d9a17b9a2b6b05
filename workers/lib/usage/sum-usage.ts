import type { D1Database } from "@cloudflare/workers-types";
import type { Counts } from "../counter/counts.ts";
import { prepare, toStatement } from "../d1/statement.ts";

const SUM = `SELECT m.key AS metric, sum(m.value) AS amount FROM usage_days AS u CROSS JOIN json_each(u.usage) AS m
WHERE u.day = ?1 GROUP BY m.key ORDER BY m.key`;

const COUNT = "SELECT count(*) AS tenants FROM usage_days WHERE day = ?1";

const TOP = `SELECT tenant, usage ->> 'requests' AS requests FROM usage_days WHERE day = ?1 ORDER BY usage ->> 'requests' DESC, tenant LIMIT ?2`;

export interface DayUsage {
	/** Tenants that did anything. */
	readonly active: number;
	readonly total: Counts;
	/** By requests. */
	readonly busiest: readonly { readonly tenant: string; readonly requests: number | null }[];
}

const BUSIEST = 10;

/** What all tenants used on a day, as it was rolled up. */
export async function sumUsage(directory: Pick<D1Database, "prepare">, day: string): Promise<DayUsage> {
	const { results } = await prepare(directory, toStatement(SUM, day)).all<{ readonly metric: string; readonly amount: number }>();
	const active = (await prepare(directory, toStatement(COUNT, day)).first<number>("tenants")) ?? 0;
	const busiest = await prepare(directory, toStatement(TOP, day, BUSIEST)).all<{ readonly tenant: string; readonly requests: number }>();
	return { active, total: Object.fromEntries(results.map(({ metric, amount }) => [metric, amount])), busiest: busiest.results };
}
