export interface RecordKey {
	readonly collection: string;
	readonly id: string;
}

export interface StoredRecord {
	/** Strong, with its quotes. */
	readonly etag: string;
	/** Milliseconds since 1970. */
	readonly updatedAt: number;
	/** The JSON text as the client sent it. */
	readonly data: string;
}

/** What a write may ask of the stored version: entity tags with their quotes, `*` for any; null asks nothing. */
export interface Conditions {
	readonly ifMatch: readonly string[] | null;
	readonly ifNoneMatch: readonly string[] | null;
}

/** 262,144 bytes: with its key and its tag a record stays far below D1's row of 2 MB (/d1/platform/limits/, 2026-04-21). */
export const MAX_RECORD_BYTES = 256 * 1024;

/** 128 bits of SHA-256 name the bytes: equal tags are equal documents. */
export async function toEtag(bytes: Uint8Array): Promise<string> {
	const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
	return `"${digest.subarray(0, 16).toBase64({ alphabet: "base64url", omitPadding: true })}"`;
}
