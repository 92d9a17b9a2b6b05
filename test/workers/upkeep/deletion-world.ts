import { env } from "cloudflare:workers";
import { toObjectKey } from "../../../workers/lib/dead-letters/dead-letter.ts";
import { toKeyName } from "../../../workers/lib/directory/key-store.ts";
import { toKvKey } from "../../../workers/lib/kv-layout/kv-key.ts";
import { makeRunRegister } from "../../../workers/lib/runs/run-register.ts";
import type { DeletionPlan } from "../../../workers/lib/tenant-deletion/deletion-plan.ts";
import { closeForDeletion } from "../../../workers/lib/tenant-deletion/deletion-register.ts";
import type { Env } from "../../../workers/upkeep/manifest.ts";
import { openTenant } from "../tenant-databases.ts";
import { archiveJuly, dump, emptyStores, JULY, makeEnv, storeEvents } from "./upkeep-world.ts";

export const GONE = "gone-tenant";
export const STAYS = "stays-tenant";
const RUN = "run-1";
const { DIRECTORY, KEYS, RECORDS, BUCKET, FILES__ANY } = env;

/** In the order in which they are written: the second names the first. */
const DIRECTORY_ROWS = (tenant: string) => [
	`INSERT INTO tenants VALUES ('${tenant}', 'p', 'weur', 'open', 1, 0)`,
	`INSERT INTO tenant_shards VALUES ('${tenant}', 0, 'pool-weur-0')`,
	`INSERT INTO api_keys VALUES ('key-of-${tenant}', '${tenant}', 'h', 0, NULL)`,
	`INSERT INTO usage_days VALUES ('1970-01-01', '${tenant}', '{}')`,
	`INSERT INTO runs VALUES ('export-of-${tenant}', 'export', '${tenant}', 'done', '{}', NULL, 0, 0)`,
	`INSERT INTO tenant_moves (tenant, phase, epoch, source, target, created_at) VALUES ('${tenant}', 'done', 1,
		'{"location":"weur","shards":["pool-weur-1"]}', '{"location":"weur","shards":["pool-weur-0"]}', 0)`,
];

/** Stands for the objects, which no Worker in a test has: whose they are, each call forgets one. */
let objects: string[] = [];

function forgetObjects(): boolean {
	const index = objects.indexOf(GONE);
	if (index !== -1) objects.splice(index, 1);
	return !objects.includes(GONE);
}

/** What somebody writes who knows of no deletion: to every store that takes it. */
export async function writeLate(tenant: string): Promise<void> {
	objects.push(tenant, tenant, tenant);
	await Promise.all([
		KEYS.put(toKeyName(`key-of-${tenant}`), JSON.stringify({ tenant })),
		KEYS.put(`counts:${tenant}`, "{}"),
		RECORDS.put(toKvKey({ kind: "records", tenant }, "c/1"), "1"),
		...[1, 2, 3, 4].flatMap((id) => [
			FILES__ANY.put(`files/${tenant}/late-${id}.txt`, "late"),
			FILES__ANY.put(`uploads/01990000-0000-7000-8000-00000000000${id}/${tenant}`, "{}"),
			BUCKET.put(`exports/${tenant}/late/${id}`, "{}"),
		]),
		BUCKET.put(
			toObjectKey(`q~1~${tenant}`),
			JSON.stringify({ id: "q~1", queue: "q", reason: "r", attempts: 1, at: "", message: { tenant } }),
		),
	]);
}

/** As a creation of the tenant that stalled until now, and a write behind it. */
export async function openLate(tenant: string): Promise<void> {
	await openTenant(env.SHARD__POOL__WEUR__0, tenant);
	await env.SHARD__POOL__WEUR__0.prepare("INSERT INTO records VALUES (?1, 'c', 'late', 'e', 0, 1, '1')").bind(tenant).run();
}

async function fill(tenant: string): Promise<void> {
	await DIRECTORY.batch(DIRECTORY_ROWS(tenant).map((sql) => DIRECTORY.prepare(sql)));
	await openTenant(env.SHARD__POOL__WEUR__0, tenant);
	for (let id = 0; id < 3; id++)
		await env.SHARD__POOL__WEUR__0.prepare("INSERT INTO records VALUES (?1, 'c', ?2, 'e', 0, 1, '1')").bind(tenant, String(id)).run();
	await storeEvents(tenant, ["old-1", "old-2"], JULY, "events_2026_07");
	await storeEvents(tenant, ["new"], Date.UTC(2026, 10, 5), "events_2026_11");
	await writeLate(tenant);
}

/** Two tenants with something in every store, and the deletion of one of them, begun. */
export async function beginDeletion(): Promise<DeletionPlan> {
	await emptyStores();
	objects = [];
	for (const tenant of [GONE, STAYS]) await fill(tenant);
	await archiveJuly();
	const plan = await closeForDeletion(DIRECTORY, { id: RUN, tenant: GONE, now: Date.UTC(1970, 0, 2) });
	await makeRunRegister(DIRECTORY, () => 0).begin({ id: RUN, kind: "deletion", subject: GONE, progress: {} });
	return plan;
}

/** What `upkeep` binds, see `makeEnv`. */
export const makeDeletionEnv = (happen: () => void): Env =>
	makeEnv(happen, { OBJECTS: { forget: async () => ({ kind: "value", value: forgetObjects() }) } });

/** All that is in any store, see `dump`, and whose objects there are. */
export const dumpAll = async (): Promise<Readonly<Record<string, unknown>>> => ({ objects: [...objects], ...(await dump()) });
