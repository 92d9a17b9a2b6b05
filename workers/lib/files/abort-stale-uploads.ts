import { type FileBucket, isReadable } from "./file-bucket.ts";
import { makeFileKeys, UPLOADS } from "./file-keys.ts";
import { parseFileName } from "./file-name.ts";
import { dropUpload } from "./make-uploads.ts";
import { parseUploadRecord, toStartOf } from "./upload-record.ts";

export interface StaleOptions {
	readonly bucket: FileBucket;
	/** Milliseconds since 1970: uploads that began earlier go. */
	readonly before: number;
	/** The most that one run takes away; the next run goes on. */
	readonly limit: number;
}

export interface StaleReport {
	/** Records that are gone, those of completed uploads included. */
	readonly removed: number;
	/** There may be more. */
	readonly more: boolean;
}

/**
 * Takes away uploads that nobody finished, oldest first, of all tenants in a bucket: their keys begin with their time, so what is read is
 * what is removed and one page at most. Run twice, or at the same time, it does no harm.
 *
 * @example
 * const sweep = (bucket: R2Bucket, now: number) => abortStaleUploads({ bucket, before: now - 6 * 3_600_000, limit: 200 });
 */
export async function abortStaleUploads({ bucket, before, limit }: StaleOptions): Promise<StaleReport> {
	const { objects, truncated } = await bucket.list({ prefix: UPLOADS, limit });
	let removed = 0;
	for (const { key } of objects) {
		const [id = "", tenant = ""] = key.slice(UPLOADS.length).split("/");
		const start = toStartOf(id);
		if (start !== null && start >= before) return { removed, more: false };
		await dropRecorded(bucket, { id, tenant, key });
		removed += 1;
	}
	return { removed, more: truncated };
}

interface Found {
	readonly id: string;
	readonly tenant: string;
	readonly key: string;
}

/** Takes away the upload that a record stands for. */
export async function dropRecorded(bucket: FileBucket, { id, tenant, key }: Found): Promise<void> {
	const stored = await bucket.get(key);
	const record = stored && isReadable(stored) ? parseUploadRecord(await stored.text()) : null;
	if (!record) return bucket.delete(key);
	const keys = makeFileKeys(tenant);
	return dropUpload(bucket, { record, fileKey: keys.toFile(parseFileName(record.name)), recordKey: key, parts: keys.toParts(id) });
}
