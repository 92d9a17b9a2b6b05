import type { ArchiveReading } from "../archive/archive-store.ts";
import type { LinePage } from "../archive/make-part.ts";
import { EXPORT_KINDS, type ExportKind, type ExportManifest, parseExportManifest } from "../export/export-manifest.ts";
import type { RunRegister } from "../runs/run-register.ts";
import { importPart } from "./import-part.ts";

/** Steps of a Workflow: what a step returned is kept, and it isn't run again. */
type ImportStep = (name: string, run: () => Promise<string>) => Promise<string>;

export interface ImportTarget {
	/** A page of what the tenant has. */
	readLines(kind: ExportKind, after: string | null): Promise<LinePage>;
	/** Stores lines of an export; what is there already stays. */
	writeLines(kind: ExportKind, lines: readonly string[]): Promise<void>;
}

export interface ImportOptions {
	readonly step: ImportStep;
	readonly store: ArchiveReading;
	readonly target: ImportTarget;
	readonly runs: Pick<RunRegister, "advance" | "end">;
	readonly importId: string;
	/** The export's manifest, by its key. */
	readonly manifest: string;
}

/**
 * Brings an export into a tenant that has nothing: each part once it is proved by its SHA-256, then a count of what is there against the
 * manifest. Goes on behind the last part that was done; a part that is done again stores nothing twice.
 *
 * @example
 * const run = (options: ImportOptions) => runImport({ ...options, importId: crypto.randomUUID() });
 */
export async function runImport(options: ImportOptions): Promise<void> {
	const { step, runs, importId } = options;
	try {
		await bringIn(options);
	} catch (error) {
		await step("failed", () => runs.end(importId, String(error)).then(() => ""));
		throw error;
	}
}

async function bringIn({ step, store, target, runs, importId, manifest: key }: ImportOptions): Promise<void> {
	const rows: Record<ExportKind, number> = { records: 0, events: 0 };
	const { objects } = await readExportManifest(store, key);
	for (const object of objects) {
		for (const index of object.parts.keys()) {
			const before = rows[object.kind];
			const written = await step(`${object.kind} ${index + 1}`, async () => {
				const count = await importPart(store, object, index, (lines) => target.writeLines(object.kind, lines));
				await runs.advance(importId, { ...rows, [object.kind]: before + count });
				return String(count);
			});
			rows[object.kind] += Number(written);
		}
		if (rows[object.kind] !== object.rows) throw new Error(`the export has ${object.rows} ${object.kind}, its parts ${rows[object.kind]}`);
	}
	for (const kind of EXPORT_KINDS) {
		const found = Number(await step(`count ${kind}`, async () => String(await countLines(target, kind))));
		// Who writes meanwhile may have added some; none may be missing.
		if (found < rows[kind]) throw new Error(`${rows[kind]} ${kind} were brought in and ${found} are there`);
	}
	await step("done", () => runs.end(importId, null, rows).then(() => ""));
}

async function countLines(target: ImportTarget, kind: ExportKind): Promise<number> {
	let count = 0;
	let after: string | null = null;
	do {
		const page: LinePage = await target.readLines(kind, after);
		count += page.lines.length;
		after = page.next;
	} while (after !== null);
	return count;
}

/** True once anything is found. */
export async function hasLines(target: Pick<ImportTarget, "readLines">): Promise<boolean> {
	for (const kind of EXPORT_KINDS) {
		let after: string | null = null;
		do {
			const page: LinePage = await target.readLines(kind, after);
			if (page.lines.length > 0) return true;
			after = page.next;
		} while (after !== null);
	}
	return false;
}

/** @throws Error where there is no export of this key */
async function readExportManifest(store: ArchiveReading, key: string): Promise<ExportManifest> {
	const stored = await store.get(key);
	if (!stored) throw new Error(`there is no export ${key}`);
	return parseExportManifest(await stored.text());
}
