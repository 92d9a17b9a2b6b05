import * as z from "zod";

/** What a kind of value looks like today, and how each older version becomes the next. */
export interface KvSchema<V> {
	/** Raised with each change; 1 at first. */
	readonly version: number;
	/** Null for what isn't one. */
	readonly parse: (value: unknown) => V | null;
	/** By version: makes a value of it one of the next. */
	readonly migrations: Readonly<Record<number, (value: unknown) => unknown>>;
}

export interface StoredValue {
	readonly key: string;
	readonly value: unknown;
	readonly metadata: unknown;
}

type Told =
	| { readonly kind: "migrated"; readonly key: string; readonly from: number }
	| { readonly kind: "unreadable"; readonly key: string };

const metadataSchema = z.object({ v: z.int().min(1) });

/** A stored value as one of today's: migrated on read, so that a change of form needs no walk through the namespace. */
export function migrate<V>(schema: KvSchema<V>, { key, value, metadata }: StoredValue, onEvent: (event: Told) => void): V | null {
	const from = metadataSchema.safeParse(metadata).data?.v ?? Number.POSITIVE_INFINITY;
	let current = value;
	for (let version = from; version < schema.version; version += 1) current = schema.migrations[version]?.(current) ?? null;
	const parsed = from > schema.version ? null : schema.parse(current);
	if (parsed === null) onEvent({ kind: "unreadable", key });
	else if (from < schema.version) onEvent({ kind: "migrated", key, from });
	return parsed;
}
