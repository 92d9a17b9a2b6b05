import Cloudflare from "cloudflare";
import type { Database, Query } from "../../migrations/apply-migrations.ts";
import { makeD1Query } from "../../migrations/d1-api.ts";
import type { Migration } from "../../migrations/parse-migration.ts";
import { readMigrations } from "../../migrations/read-migrations.ts";
import type { Plan } from "../../plan/plan.ts";
import type { ApiAccount } from "../api-account.ts";

/** The databases of one folder of migrations. */
export interface Fleet {
	readonly set: string;
	readonly migrations: readonly Migration[];
	/** The first is the canary. */
	readonly databases: readonly Database[];
	/** Declared by the plan and not created yet: the next `pulumi up` does, with their migrations. */
	readonly absent: readonly string[];
}

/** The plan's databases as they stand in an account, and how to ask them. */
export async function readFleets(
	plan: Plan,
	{ accountId, access }: ApiAccount,
): Promise<{ readonly fleets: readonly Fleet[]; readonly query: Query }> {
	const ids = new Map<string, string>();
	for await (const { name, uuid } of new Cloudflare(access).d1.database.list({ account_id: accountId, per_page: 1_000 }))
		if (name !== undefined && uuid !== undefined) ids.set(name, uuid);
	const names = new Map(plan.d1.map(({ id, name }) => [id, name]));
	const fleets = plan.migrations.map(({ set, databases }) => {
		const found = databases.map((id) => ({ name: id, id: ids.get(names.get(id) ?? "") }));
		return {
			set,
			migrations: readMigrations(set).migrations,
			databases: found.flatMap(({ name, id }) => (id === undefined ? [] : [{ name, id }])),
			absent: found.flatMap(({ name, id }) => (id === undefined ? [name] : [])),
		};
	});
	return { fleets, query: makeD1Query(accountId, access) };
}
