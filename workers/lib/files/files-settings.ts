/** The plan's knobs for tenants' files. */
export interface FilesSettings {
	/** The longest file that one PUT takes. */
	readonly maxPutBytes: number;
	readonly maxFileBytes: number;
	/** Each part of a multipart upload but its last one; more where a file would have over 10,000. */
	readonly partBytes: number;
	/** Media types that are taken, `image/*` for all of a kind. */
	readonly contentTypes: readonly string[];
	readonly uploadsExpireSeconds: number;
	readonly urlsExpireSeconds: number;
	/** Names of the buckets by location: a jurisdiction, or `any`. */
	readonly buckets: Readonly<Record<string, string>>;
}
