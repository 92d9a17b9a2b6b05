import { createExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { gunzipSync } from "node:zlib";
import { Internal } from "../../../workers/app/internal.ts";
import { DeadLetters } from "../../../workers/deadletters/dead-letters.ts";
import { closeLayer, dropLayer, readLayer } from "../../../workers/lib/archive/archive-source.ts";
import { makeArchiver } from "../../../workers/lib/archive/make-archiver.ts";
import { toObjectKey } from "../../../workers/lib/dead-letters/dead-letter.ts";
import { toKeyName } from "../../../workers/lib/directory/key-store.ts";
import { writeEvents } from "../../../workers/lib/events/write-events.ts";
import { toKvKey } from "../../../workers/lib/kv-layout/kv-key.ts";
import { makeRunRegister } from "../../../workers/lib/runs/run-register.ts";
import { findDatabase } from "../../../workers/lib/shard-databases/find-database.ts";
import type { DeletionPlan } from "../../../workers/lib/tenant-deletion/deletion-plan.ts";
import { closeForDeletion } from "../../../workers/lib/tenant-deletion/deletion-register.ts";
import type { Env } from "../../../workers/upkeep/manifest.ts";
import { APP_ENV } from "../app/app-env.ts";
import { applyMigrations } from "../apply-migrations.ts";
import { KeptSteps } from "../lib/archive/kept-steps.ts";
import { dropAll, makeShards, openTenant, SHARDS } from "../tenant-databases.ts";
import { interfere } from "./interfere.ts";

export const GONE = "gone-tenant";
export const STAYS = "stays-tenant";
const RUN = "run-1";
const JULY = Date.UTC(2026, 6, 5);
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

const toRow = (tenant: string, id: string, time: number) => ({ tenant, id, type: "t", time, event: JSON.stringify({ id, of: tenant }) });

async function store(tenant: string, ids: readonly string[], time: number, partition: string): Promise<void> {
	const rows = ids.map((id, index) => toRow(tenant, id, time + index));
	const find = (shard: string, location: string) => findDatabase(SHARDS, shard, location);
	await writeEvents({ find, readHome: async () => null }, { shard: "pool-weur-0", location: "weur", partition, rows });
}

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
	await store(tenant, ["old-1", "old-2"], JULY, "events_2026_07");
	await store(tenant, ["new"], Date.UTC(2026, 10, 5), "events_2026_11");
	await writeLate(tenant);
}

/** Both tenants' events of July in one object of the archive. */
async function archive(): Promise<void> {
	const database = env.SHARD__POOL__WEUR__0;
	const source = {
		closeLayer: (ref: Parameters<typeof closeLayer>[1]) => closeLayer(database, ref),
		readLayer: (ref: Parameters<typeof closeLayer>[1], after: Parameters<typeof readLayer>[2]) => readLayer(database, ref, after),
		dropLayer: (ref: Parameters<typeof closeLayer>[1], archived: Parameters<typeof dropLayer>[3]) =>
			dropLayer(database, BUCKET, ref, archived),
	};
	const layer = { shard: "pool-weur-0", location: "weur", partition: "events_2026_07", layer: 0 };
	const sizes = { partBytes: 5 * 1024 * 1024, blockBytes: 100 };
	await makeArchiver({ source, store: BUCKET, steps: new KeptSteps(), run: "r", ...sizes }).archive(layer);
}

async function emptyStores(): Promise<void> {
	objects = [];
	for (const bucket of [BUCKET, FILES__ANY]) {
		const { objects } = await bucket.list();
		if (objects.length > 0) await bucket.delete(objects.map(({ key }) => key));
	}
	for (const kv of [KEYS, RECORDS]) for (const { name } of (await kv.list()).keys) await kv.delete(name);
}

/** Two tenants with something in every store, and the deletion of one of them, begun. */
export async function beginDeletion(): Promise<DeletionPlan> {
	await dropAll(DIRECTORY);
	await applyMigrations(DIRECTORY, "directory");
	await makeShards();
	await emptyStores();
	for (const tenant of [GONE, STAYS]) await fill(tenant);
	await archive();
	const plan = await closeForDeletion(DIRECTORY, { id: RUN, tenant: GONE, now: Date.UTC(1970, 0, 2) });
	await makeRunRegister(DIRECTORY, () => 0).begin({ id: RUN, kind: "deletion", subject: GONE, progress: {} });
	return plan;
}

async function dumpDatabase(database: D1Database): Promise<Readonly<Record<string, unknown>>> {
	const list = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND name NOT GLOB '_cf_*' ORDER BY name";
	const names = (await database.prepare(list).all<{ name: string }>()).results.map(({ name }) => name);
	const tables = await database.batch<Readonly<Record<string, unknown>>>(names.map((name) => database.prepare(`SELECT * FROM ${name}`)));
	const isTime = (column: string) => ["at", "since", "token"].includes(column) || column.endsWith("_at");
	const withoutTimes = (row: Readonly<Record<string, unknown>>) =>
		Object.fromEntries(Object.entries(row).filter(([column]) => !isTime(column)));
	return Object.fromEntries(names.map((name, index) => [name, (tables[index]?.results ?? []).map(withoutTimes)]));
}

async function dumpBucket(bucket: R2Bucket): Promise<readonly string[]> {
	const { objects } = await bucket.list();
	return Promise.all(
		objects.map(async ({ key }) => {
			const bytes = new Uint8Array((await (await bucket.get(key))?.arrayBuffer()) ?? []);
			return `${key} ${new TextDecoder().decode(key.endsWith(".gz") ? gunzipSync(bytes) : bytes)}`;
		}),
	);
}

/** All that is in any store, but for times. */
export async function dump(): Promise<Readonly<Record<string, unknown>>> {
	const buckets = await Promise.all([BUCKET, FILES__ANY].map(dumpBucket));
	const kv = await Promise.all([KEYS, RECORDS].map(async (one) => (await one.list()).keys.map(({ name }) => name)));
	const databases = { directory: DIRECTORY, ...SHARDS };
	const rows = await Promise.all(Object.entries(databases).map(async ([name, database]) => [name, await dumpDatabase(database)] as const));
	return { objects: [...objects], buckets, kv, ...Object.fromEntries(rows) };
}

/** The bucket, but a page of it is short. */
const inPages = (bucket: R2Bucket) =>
	new Proxy(bucket, {
		get(target, name) {
			if (name === "list") return (options: R2ListOptions) => target.list({ ...options, limit: 3 });
			const value: unknown = Reflect.get(target, name);
			return typeof value === "function" ? value.bind(target) : value;
		},
	});

/** What `upkeep` binds, `happen` called as `interfere` does. */
export function makeEnv(happen: () => void): Env {
	const ctx = () => Object.assign(createExecutionContext(), { exports: {} });
	const [ARCHIVE, FILES] = [inPages(BUCKET), inPages(FILES__ANY)];
	const app = new Internal(ctx(), { ...APP_ENV, DIRECTORY, ARCHIVE });
	const stub = { forget: async () => ({ kind: "value", value: forgetObjects() }) };
	const deadLetters = new DeadLetters(ctx(), { BUCKET: ARCHIVE });
	const stores = { DIRECTORY, KEYS, RECORDS, ARCHIVE, FILES__ANY: FILES, APP__ANY: app, OBJECTS: stub, DEADLETTERS: deadLetters };
	return Object.assign(Object.create(null), {
		...Object.fromEntries(Object.entries(stores).map(([name, store]) => [name, interfere(store, happen)])),
		SETTINGS: { directoryStaleSeconds: 300, shardsPerWorker: 2_000 },
	});
}
