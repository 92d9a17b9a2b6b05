import * as z from "zod";

/** Where a row stands: rows lie in the order of (tenant, time, id). */
export interface RowKey {
	readonly tenant: string;
	readonly time: number;
	readonly id: string;
}

const rowKey = z.object({ tenant: z.string(), time: z.int(), id: z.string() });

/** One gzip member of NDJSON; `offset` counts from the object's first byte. */
const block = z.object({ first: rowKey, last: rowKey, offset: z.int(), length: z.int(), events: z.int() });

const part = z.object({ bytes: z.int(), events: z.int(), sha256: z.string() });

const manifest = z.object({
	version: z.literal(1),
	object: z.string(),
	shard: z.string(),
	partition: z.string(),
	layer: z.int(),
	events: z.int(),
	bytes: z.int(),
	sha256: z.string(),
	parts: z.array(part),
	blocks: z.array(block),
});

export type Block = Readonly<z.infer<typeof block>>;
/** What an archived layer is: which object, how much in it, and where in it each tenant's events lie. */
export type ArchiveManifest = Readonly<z.infer<typeof manifest>>;

export const parseRowKey = (text: string): RowKey => rowKey.parse(JSON.parse(text));

export const parseManifest = (text: string): ArchiveManifest => manifest.parse(JSON.parse(text));

export const compareRows = (a: RowKey, b: RowKey): number => compareText(a.tenant, b.tenant) || a.time - b.time || compareText(a.id, b.id);

const compareText = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

/** A layer of one shard's partition. */
export interface LayerRef {
	readonly shard: string;
	/** D1 location hint of the shard. */
	readonly location: string;
	readonly partition: string;
	readonly layer: number;
}

/** `events/pool-weur-0/events_2026_07/0-20261121.ndjson.gz` and `.json`; each run writes its own, and the register names the one that counts. */
export function toArchiveKeys({ shard, partition, layer }: LayerRef, run: string) {
	const prefix = `events/${shard}/${partition}/${layer}-`;
	return { prefix, object: `${prefix}${run}.ndjson.gz`, manifest: `${prefix}${run}.json` };
}
