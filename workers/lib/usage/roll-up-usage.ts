import type { D1Database } from "@cloudflare/workers-types";
import { mapBounded } from "../concurrency/map-bounded.ts";
import type { Counts } from "../counter/counts.ts";
import { prepare, toStatement } from "../d1/statement.ts";

interface UsageTenant {
	readonly id: string;
	readonly location: string;
}

export interface RollUpOptions {
	readonly directory: Pick<D1Database, "prepare">;
	/** What a tenant's counter has of a day, YYYY-MM-DD. */
	readonly readUsage: (tenant: UsageTenant, day: string) => Promise<Counts>;
	/** Tenants a page: one read of a counter for each. */
	readonly pageSize: number;
}

const LIST_TENANTS = "SELECT id, location FROM tenants WHERE id > ?1 ORDER BY id LIMIT ?2";

/** A total that is what it was costs no write. */
const STORE = `INSERT INTO usage_days (day, tenant, usage) SELECT ?1, value ->> 0, value ->> 1 FROM json_each(?2) WHERE true
ON CONFLICT (day, tenant) DO UPDATE SET usage = excluded.usage WHERE usage <> excluded.usage`;

const toText = (usage: Counts) => JSON.stringify(Object.fromEntries(Object.entries(usage).sort(([a], [b]) => (a < b ? -1 : 1))));

/**
 * Stores the totals that the next tenants' counters have of a day: totals, and no additions, so that a second time comes to the same.
 * Returns the last tenant's id, behind which the next page begins; null where there are no more.
 */
export async function rollUpPage({ directory, readUsage, pageSize }: RollUpOptions, day: string, after: string): Promise<string | null> {
	const { results: tenants } = await prepare(directory, toStatement(LIST_TENANTS, after, pageSize)).all<UsageTenant>();
	const rows = await mapBounded(tenants, async (tenant) => [tenant.id, toText(await readUsage(tenant, day))] as const);
	const used = rows.filter(([, usage]) => usage !== "{}");
	if (used.length > 0) await prepare(directory, toStatement(STORE, day, JSON.stringify(used))).run();
	return tenants.length < pageSize ? null : (tenants.at(-1)?.id ?? null);
}
