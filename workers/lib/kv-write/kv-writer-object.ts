import type { ObjectNamespace } from "../manifest.ts";

interface KvWrite {
	readonly key: string;
	readonly value: string | null;
	/** Seconds; at least 60. */
	readonly expirationTtl: number | null;
	/** Of the value's form, for the metadata; null for none. */
	readonly version: number | null;
}

/** Takes the writes of one key, in the order in which they come. */
export interface KvWriter {
	/** Durable once it returns; in KV at once, or with the newest of its second. Null deletes. */
	write(write: KvWrite): Promise<void>;
}

/** The namespaces of our Workers that have such keys. */
type WrittenNamespace = "keys" | "records";

export interface NamedKvWrite extends KvWrite {
	readonly namespace: WrittenNamespace;
}

/** `objects`, class `KvWriter`: one object a key, which is written no more than once a second. */
export interface KvWriterObject {
	write(write: NamedKvWrite): Promise<void>;
}

/** The writers of a namespace, by key. */
export const toKvWriters =
	(objects: ObjectNamespace<KvWriterObject>, namespace: WrittenNamespace) =>
	(key: string): KvWriter => ({ write: (write) => objects.getByName(`${namespace}/${key}`).write({ ...write, namespace }) });
