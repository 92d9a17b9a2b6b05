import type { D1Database } from "@cloudflare/workers-types";
import * as z from "zod";
import { mayRepeat } from "../d1/guard-d1.ts";
import { prepare, toStatement } from "../d1/statement.ts";
import { ProblemError } from "../problem.ts";
import { DAY_MS, toDay } from "../time/day.ts";
import type { DeletionPlan } from "./deletion-plan.ts";
import { hashTenant } from "./hash-tenant.ts";

type Database = Pick<D1Database, "prepare" | "batch">;

const FIND_MOVE = "SELECT id FROM tenant_moves WHERE tenant = ?1 AND phase NOT IN ('done', 'undone')";
const CLOSE = `UPDATE tenants SET state = 'closed' WHERE id = ?1
AND NOT EXISTS (SELECT 1 FROM tenant_moves WHERE tenant = ?1 AND phase NOT IN ('done', 'undone'))`;
const REVOKE = `UPDATE api_keys SET revoked_at = coalesce(revoked_at, ?2) WHERE tenant = ?1
AND EXISTS (SELECT 1 FROM tenants WHERE id = ?1 AND state = 'closed')`;
const LIST_SHARDS = "SELECT shard FROM tenant_shards WHERE tenant = ?1 ORDER BY position";
const LIST_SITES = "SELECT source, target FROM tenant_moves WHERE tenant = ?1 ORDER BY id";
const LIST_KEYS = "SELECT id FROM api_keys WHERE tenant = ?1";
const FIND_TENANT = "SELECT location, created_at AS createdAt FROM tenants WHERE id = ?1";

const site = z.string().transform((json) => z.object({ location: z.string(), shards: z.array(z.string()) }).parse(JSON.parse(json)));
const rows = {
	tenant: z.array(z.object({ location: z.string(), createdAt: z.number() })),
	shards: z.array(z.object({ shard: z.string() })),
	sites: z.array(z.object({ source: site, target: site })),
	keys: z.array(z.object({ id: z.string() })),
};

/**
 * Closes a tenant and revokes its keys, both or neither, and says what it has and where.
 * @throws ProblemError `not-found`, or `conflict` while it moves
 */
export async function closeForDeletion(
	directory: Database,
	{ id, tenant, now }: { id: string; tenant: string; now: number },
): Promise<DeletionPlan> {
	const run = (...statements: readonly (readonly [string, ...(string | number)[]])[]) =>
		directory.batch(statements.map(([sql, ...parameters]) => mayRepeat(prepare(directory, toStatement(sql, ...parameters)))));
	const found = await run(
		[CLOSE, tenant],
		[REVOKE, tenant, now],
		[FIND_TENANT, tenant],
		[FIND_MOVE, tenant],
		[LIST_SHARDS, tenant],
		[LIST_SITES, tenant],
		[LIST_KEYS, tenant],
	);
	const [, , tenants, moves, shards, sites, keys] = found.map(({ results }) => results);
	const [row] = rows.tenant.parse(tenants);
	if (!row) throw new ProblemError("not-found", `There is no tenant ${tenant}.`);
	if (moves?.length !== 0) throw new ProblemError("conflict", "The tenant is being moved: delete it after that.");
	const { location, createdAt } = row;
	const home = { location, shards: rows.shards.parse(shards).map(({ shard }) => shard) };
	const all = [home, ...rows.sites.parse(sites).flatMap(({ source, target }) => [source, target])];
	const places = new Map(all.flatMap(({ location, shards }) => shards.map((shard) => [shard, { shard, location }] as const)));
	return {
		id,
		tenant,
		location,
		places: [...places.values()],
		keyIds: rows.keys.parse(keys).map(({ id }) => id),
		days: listDays(createdAt, now),
	};
}

const FIND_UNDER_WAY = "SELECT id FROM runs WHERE kind = 'deletion' AND state = 'running' AND subject = ?1";

/** The run that was entered for a tenant and hasn't ended; its Workflow may never have been started. */
export const findDeletionUnderWay = (directory: Pick<D1Database, "prepare">, tenant: string): Promise<string | null> =>
	prepare(directory, toStatement(FIND_UNDER_WAY, tenant)).first<string>("id");

/** Each day from one moment to another, and one to either side. */
function listDays(from: number, to: number): string[] {
	const days: string[] = [];
	for (let at = from - DAY_MS; at <= to + DAY_MS; at += DAY_MS) days.push(toDay(at));
	return days;
}

const FORGET_USAGE = "DELETE FROM usage_days WHERE tenant = ?1 AND day IN (SELECT value FROM json_each(?2))";
const FORGET_MOVES = "DELETE FROM tenant_moves WHERE tenant = ?1";
const FORGET_RUNS = "DELETE FROM runs WHERE subject = ?1 AND id <> ?2";
const FORGET_SUBJECT = "UPDATE runs SET subject = '' WHERE id = ?1";
const FORGET_KEYS = "DELETE FROM api_keys WHERE tenant = ?1";
const FORGET_SHARDS = "DELETE FROM tenant_shards WHERE tenant = ?1";
const FORGET_TENANT = "DELETE FROM tenants WHERE id = ?1";
const BURY = "INSERT INTO deleted_tenants (hash, deleted_at) VALUES (?1, ?2) ON CONFLICT DO NOTHING";

/** The directory's rows of a tenant, and in their place a hash of its id, all or none. */
export async function forgetTenant(directory: Database, { id, tenant, days }: DeletionPlan, now: number): Promise<void> {
	const statements = [
		toStatement(BURY, await hashTenant(tenant), now),
		toStatement(FORGET_USAGE, tenant, JSON.stringify(days)),
		toStatement(FORGET_MOVES, tenant),
		toStatement(FORGET_RUNS, tenant, id),
		toStatement(FORGET_SUBJECT, id),
		toStatement(FORGET_KEYS, tenant),
		toStatement(FORGET_SHARDS, tenant),
		toStatement(FORGET_TENANT, tenant),
	];
	await directory.batch(statements.map((statement) => mayRepeat(prepare(directory, statement))));
}
