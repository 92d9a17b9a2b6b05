import type { ArchiveReading } from "../archive/archive-store.ts";
import { type ExportedObject, type ExportKind, type ExportManifest, parseExportManifest } from "./export-manifest.ts";

/** @throws Error where there is no export of this key */
export async function readExportManifest(store: ArchiveReading, key: string): Promise<ExportManifest> {
	const stored = await store.get(key);
	if (!stored) throw new Error(`there is no export ${key}`);
	return parseExportManifest(await stored.text());
}

/** What there is to read of an export, as a step of a Workflow may return it: the manifest itself may be too long for that. */
export type ExportOutline = readonly (Pick<ExportedObject, "kind" | "rows"> & { readonly parts: number })[];

/** To be read in a step, as the store may fail for a moment: whatever reads the parts reads the manifest again, each in its step. */
export const readExportOutline = async (store: ArchiveReading, key: string): Promise<ExportOutline> =>
	(await readExportManifest(store, key)).objects.map(({ kind, rows, parts }) => ({ kind, rows, parts: parts.length }));

/** @throws Error where the export has none of the kind */
export async function readExportedObject(store: ArchiveReading, key: string, kind: ExportKind): Promise<ExportedObject> {
	const object = (await readExportManifest(store, key)).objects.find((one) => one.kind === kind);
	if (!object) throw new Error(`${key} has no ${kind}`);
	return object;
}
