import type { FileBucket } from "./file-bucket.ts";
import { toPartLength, type UploadRecord } from "./upload-record.ts";

export interface StoredPart {
	readonly part: number;
	readonly bytes: number;
	readonly etag: string;
}

/** The parts of an upload that are there, in order: at most 10,000, by the thousand. */
export async function readParts(bucket: Pick<FileBucket, "list">, prefix: string, record: UploadRecord): Promise<readonly StoredPart[]> {
	const parts: StoredPart[] = [];
	for (let after: string | null = ""; after !== null; ) {
		const page = { prefix, limit: 1000, include: ["customMetadata" as const], ...(after === "" ? {} : { startAfter: after }) };
		const { objects, truncated }: Awaited<ReturnType<FileBucket["list"]>> = await bucket.list(page);
		for (const { key, customMetadata } of objects) {
			const part = Number(key.slice(prefix.length));
			parts.push({ part, bytes: toPartLength(record, part), etag: customMetadata?.["etag"] ?? "" });
		}
		after = truncated ? (objects.at(-1)?.key ?? null) : null;
	}
	return parts;
}
