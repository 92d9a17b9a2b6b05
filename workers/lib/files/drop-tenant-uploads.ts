import { dropRecorded } from "./abort-stale-uploads.ts";
import type { FileBucket } from "./file-bucket.ts";
import { UPLOADS } from "./file-keys.ts";

/** Takes away a tenant's uploads, begun and completed, from one page of all; the key to go on behind, null at the end. */
export async function dropTenantUploads(bucket: FileBucket, tenant: string, after: string | null): Promise<string | null> {
	const { objects, truncated } = await bucket.list({ prefix: UPLOADS, limit: 1000, ...(after === null ? {} : { startAfter: after }) });
	for (const { key } of objects) {
		const [id = "", owner = ""] = key.slice(UPLOADS.length).split("/");
		if (owner === tenant) await dropRecorded(bucket, { id, tenant, key });
	}
	return truncated ? (objects.at(-1)?.key ?? null) : null;
}
