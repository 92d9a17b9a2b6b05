import { createExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { gunzipSync } from "node:zlib";
import { Internal } from "../../../workers/app/internal.ts";
import { DeadLetters } from "../../../workers/deadletters/dead-letters.ts";
import { closeLayer, dropLayer, readLayer } from "../../../workers/lib/archive/archive-source.ts";
import { makeArchiver } from "../../../workers/lib/archive/make-archiver.ts";
import { writeEvents } from "../../../workers/lib/events/write-events.ts";
import { findDatabase } from "../../../workers/lib/shard-databases/find-database.ts";
import type { Env } from "../../../workers/upkeep/manifest.ts";
import { APP_ENV } from "../app/app-env.ts";
import { applyMigrations } from "../apply-migrations.ts";
import { KeptSteps } from "../lib/archive/kept-steps.ts";
import { dropAll, makeShards, SHARDS } from "../tenant-databases.ts";
import { interfere } from "./interfere.ts";

const { DIRECTORY, KEYS, RECORDS, BUCKET, FILES__ANY } = env;

/** Of a partition that is due for the archive. */
export const JULY = Date.UTC(2026, 6, 5);

/** Every store as it is before anybody has written to it. */
export async function emptyStores(): Promise<void> {
	await dropAll(DIRECTORY);
	await applyMigrations(DIRECTORY, "directory");
	await makeShards();
	for (const bucket of [BUCKET, FILES__ANY]) {
		const { objects } = await bucket.list();
		if (objects.length > 0) await bucket.delete(objects.map(({ key }) => key));
	}
	for (const kv of [KEYS, RECORDS]) for (const { name } of (await kv.list()).keys) await kv.delete(name);
}

const toRow = (tenant: string, id: string, time: number) => ({
	tenant,
	id,
	type: "t",
	time,
	event: JSON.stringify({ id, type: "t", of: tenant }),
});

export async function storeEvents(tenant: string, ids: readonly string[], time: number, partition: string): Promise<void> {
	const rows = ids.map((id, index) => toRow(tenant, id, time + index));
	const find = (shard: string, location: string) => findDatabase(SHARDS, shard, location);
	await writeEvents({ find, readHome: async () => null }, { shard: "pool-weur-0", location: "weur", partition, rows });
}

/** The events of July of all tenants in one object of the archive. */
export async function archiveJuly(): Promise<void> {
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
	return { buckets, kv, ...Object.fromEntries(rows) };
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
export function makeEnv(happen: () => void, more: Readonly<Record<string, object>> = {}): Env {
	const ctx = () => Object.assign(createExecutionContext(), { exports: {} });
	const [ARCHIVE, FILES] = [inPages(BUCKET), inPages(FILES__ANY)];
	const app = new Internal(ctx(), { ...APP_ENV, DIRECTORY, ARCHIVE });
	const deadLetters = new DeadLetters(ctx(), { BUCKET: ARCHIVE });
	const stores = { DIRECTORY, KEYS, RECORDS, ARCHIVE, FILES__ANY: FILES, APP__ANY: app, DEADLETTERS: deadLetters, ...more };
	return Object.assign(Object.create(null), {
		...Object.fromEntries(Object.entries(stores).map(([name, store]) => [name, interfere(store, happen)])),
		SETTINGS: { directoryStaleSeconds: 300, shardsPerWorker: 2_000 },
	});
}
