import type { R2Bucket } from "@cloudflare/workers-types";
import { forgetInArchive } from "../lib/archive/forget-in-archive.ts";
import { forgetSnapshot } from "../lib/counter/counter-snapshot.ts";
import { toKeyName } from "../lib/directory/key-store.ts";
import { toExportsPrefix } from "../lib/export/export-manifest.ts";
import { dropTenantUploads } from "../lib/files/drop-tenant-uploads.ts";
import { makeFileKeys } from "../lib/files/file-keys.ts";
import { toKvKey } from "../lib/kv-layout/kv-key.ts";
import { listKeys } from "../lib/kv-layout/list-keys.ts";
import { findMembers } from "../lib/members/members.ts";
import { toDeadLetterStore } from "../lib/rpc/dead-letter-store.ts";
import { toTenantObjects } from "../lib/rpc/tenant-objects.ts";
import { findApp } from "../lib/shard-groups/find-app.ts";
import { deletePrefix } from "../lib/tenant-deletion/delete-objects.ts";
import type { DeletionPlan } from "../lib/tenant-deletion/deletion-plan.ts";
import type { DeletionPart } from "../lib/tenant-deletion/run-deletion.ts";
import { findApps } from "./find-apps.ts";
import type { Env } from "./manifest.ts";

/** Keys of KV that one step deletes. */
const MAX_KEYS = 500;

const again = (isDone: boolean) => (isDone ? null : "again");

/**
 * Every store that holds what is a tenant's. First who could still write: its keys, then its objects, which have alarms, then the shards. Last
 * what those may leave behind.
 */
export function toDeletionParts(env: Env, plan: DeletionPlan, requestId: string): readonly DeletionPart[] {
	const { tenant, location } = plan;
	const call = { requestId };
	return [
		{ name: "keys", delete: () => deleteKeys(env, plan) },
		{ name: "objects", delete: async () => again(await toTenantObjects(env.OBJECTS, call).forget(tenant, location)) },
		...plan.places.map((place) => ({
			name: `rows ${place.shard}`,
			delete: async () => again(await deleteRowsAt(env, plan, place, requestId)),
		})),
		...[...findMembers<"FILES", R2Bucket>(env, "FILES")].flatMap(([member, bucket]) => [
			{ name: `files ${member}`, delete: async () => again(await deletePrefix(bucket, makeFileKeys(tenant).files)) },
			{ name: `uploads ${member}`, delete: (after: string | null) => dropTenantUploads(bucket, tenant, after) },
		]),
		{ name: "archive", delete: (from) => forgetInArchive(env.ARCHIVE, tenant, plan.id, from) },
		{ name: "exports", delete: async () => again(await deletePrefix(env.ARCHIVE, toExportsPrefix(tenant))) },
		{ name: "records in KV", delete: () => deleteRecords(env, tenant) },
		{ name: "dead letters", delete: (after) => toDeadLetterStore(env.DEADLETTERS, call).forget(tenant, after) },
	];
}

/** Entries of keys, and the copy of the counter. */
async function deleteKeys({ KEYS }: Env, { tenant, keyIds }: DeletionPlan): Promise<null> {
	for (const id of keyIds) await KEYS.delete(toKeyName(id));
	await forgetSnapshot(KEYS, tenant);
	return null;
}

async function deleteRowsAt(
	env: Env,
	{ tenant }: DeletionPlan,
	place: DeletionPlan["places"][number],
	requestId: string,
): Promise<boolean> {
	const app = findApp(findApps(env, requestId), place, env.SETTINGS.shardsPerWorker);
	if (!app) throw new Error(`no app binds ${place.shard}`);
	return app.deleteRows(tenant, place);
}

async function deleteRecords({ RECORDS }: Env, tenant: string): Promise<string | null> {
	const owner = { kind: "records", tenant };
	let count = 0;
	for await (const key of listKeys(RECORDS, owner)) {
		if (count === MAX_KEYS) return "again";
		await RECORDS.delete(toKvKey(owner, key));
		count += 1;
	}
	return null;
}
