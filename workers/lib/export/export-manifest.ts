import * as z from "zod";

/** What an export holds of a tenant, in the order in which it is written and would be read in again. */
export const EXPORT_KINDS = ["records", "events"] as const;

export type ExportKind = (typeof EXPORT_KINDS)[number];

/** Offsets count from the object's first byte; `first` and `last` are the positions of its rows. */
const block = z.object({ first: z.string(), last: z.string(), offset: z.int(), length: z.int(), rows: z.int() });

const object = z.object({
	kind: z.enum(EXPORT_KINDS),
	/** Null where there is nothing of the kind, and so no object. */
	object: z.string().nullable(),
	rows: z.int(),
	bytes: z.int(),
	sha256: z.string().nullable(),
	parts: z.array(z.object({ bytes: z.int(), rows: z.int(), sha256: z.string() })),
	blocks: z.array(block),
});

const manifest = z.object({
	version: z.literal(1),
	tenant: z.object({ id: z.string(), plan: z.string(), region: z.string(), createdAt: z.string() }),
	exportId: z.string(),
	/** What was written before is in it; what was written in between may be. ISO 8601. */
	startedAt: z.string(),
	endedAt: z.string(),
	objects: z.array(object),
});

/** One kind's rows: gzip NDJSON in blocks that are read one by one, with count and SHA-256. */
export type ExportedObject = Readonly<z.infer<typeof object>>;
/** A whole export; without its manifest an export is none. */
export type ExportManifest = Readonly<z.infer<typeof manifest>>;

export const parseExportManifest = (text: string): ExportManifest => manifest.parse(JSON.parse(text));

/** Of all exports of a tenant. */
export const toExportsPrefix = (tenant: string): string => `exports/${tenant}/`;

/** `exports/acme/<id>/records.ndjson.gz` and `manifest.json`, in the archive's bucket. */
export function toExportKeys(tenant: string, exportId: string) {
	const prefix = `${toExportsPrefix(tenant)}${exportId}/`;
	return { prefix, manifest: `${prefix}manifest.json`, toObject: (kind: ExportKind) => `${prefix}${kind}.ndjson.gz` };
}
