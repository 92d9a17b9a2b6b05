import type { ArchiveReading } from "../archive/archive-store.ts";
import { type ExportManifest, parseExportManifest } from "./export-manifest.ts";

/** @throws Error where there is no export of this key */
export async function readExportManifest(store: ArchiveReading, key: string): Promise<ExportManifest> {
	const stored = await store.get(key);
	if (!stored) throw new Error(`there is no export ${key}`);
	return parseExportManifest(await stored.text());
}
