/** `objects`, class `KvWriter`: one object a hot key, which is written no more than once a second. */
export interface KvWriterObject {
	/** Durable once it returns; in KV at once, or with the newest of its second. Null deletes. */
	write(write: KvWrite): Promise<void>;
}

export interface KvWrite {
	readonly key: string;
	readonly value: string | null;
	/** Seconds; at least 60. */
	readonly expirationTtl: number | null;
	/** Of the value's form, for the metadata; null for none. */
	readonly version: number | null;
}
