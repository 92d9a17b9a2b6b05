import type { R2Bucket } from "@cloudflare/workers-types";

/** Of one call: 100 pages of 1,000 keys (/r2/api/workers/workers-api-reference/, 2026-09-17), which a step has minutes for. */
const MAX_PAGES = 100;

/** Deletes what lies under a prefix; false while some is left. */
export async function deletePrefix(bucket: Pick<R2Bucket, "list" | "delete">, prefix: string): Promise<boolean> {
	for (let page = 0; page < MAX_PAGES; page++) {
		const { objects, truncated } = await bucket.list({ prefix });
		if (objects.length > 0) await bucket.delete(objects.map(({ key }) => key));
		if (!truncated) return true;
	}
	return false;
}
