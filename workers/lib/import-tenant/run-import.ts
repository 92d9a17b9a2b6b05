import * as z from "zod";
import type { ArchiveReading } from "../archive/archive-store.ts";
import type { LinePage } from "../archive/make-part.ts";
import { EXPORT_KINDS, type ExportKind } from "../export/export-manifest.ts";
import { readExportedObject, readExportOutline } from "../export/read-export-manifest.ts";
import type { RunRegister } from "../runs/run-register.ts";
import { importPart } from "./import-part.ts";

const exportOutline = z.array(z.object({ kind: z.enum(EXPORT_KINDS), rows: z.int(), parts: z.int() }));
const importedPart = z.object({ rows: z.int(), next: z.int().nullable() });
const countedLines = z.object({ lines: z.int(), next: z.string().nullable() });

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

async function bringIn(options: ImportOptions): Promise<void> {
	const { step, store, runs, importId, manifest } = options;
	const rows: Record<ExportKind, number> = { records: 0, events: 0 };
	const outline = await step("manifest", async () => JSON.stringify(await readExportOutline(store, manifest)));
	for (const { kind, rows: expected, parts } of exportOutline.parse(JSON.parse(outline))) {
		for (let index = 0; index < parts; index++) rows[kind] += await bringInPart(options, { kind, index, rows });
		if (rows[kind] !== expected) throw new Error(`the export has ${expected} ${kind}, its parts ${rows[kind]}`);
	}
	for (const kind of EXPORT_KINDS) {
		const found = await countLines(options, kind);
		// Who writes meanwhile may have added some; none may be missing.
		if (found < rows[kind]) throw new Error(`${rows[kind]} ${kind} were brought in and ${found} are there`);
	}
	await step("done", () => runs.end(importId, null, rows).then(() => ""));
}

interface PartOf {
	readonly kind: ExportKind;
	readonly index: number;
	/** Brought in before it, by kind. */
	readonly rows: Readonly<Record<ExportKind, number>>;
}

/** As many steps as it needs; its rows. */
async function bringInPart({ step, store, target, runs, importId, manifest }: ImportOptions, { kind, index, rows }: PartOf) {
	let count = 0;
	for (let from: number | null = 0; from !== null; ) {
		const [start, before]: [number, number] = [from, count];
		const done = importedPart.parse(
			JSON.parse(
				await step(`${kind} ${index + 1}${start === 0 ? "" : `, block ${start + 1}`}`, async () => {
					const object = await readExportedObject(store, manifest, kind);
					const part = await importPart(store, object, { index, from: start }, (lines) => target.writeLines(kind, lines));
					await runs.advance(importId, { ...rows, [kind]: rows[kind] + before + part.rows });
					return JSON.stringify(part);
				}),
			),
		);
		count += done.rows;
		from = done.next;
	}
	return count;
}

/** Pages of a step: each is a call of another Worker, of which a request may make 32 (/workers/runtime-apis/bindings/service-bindings/, 2026-09-17). */
const PAGES = 30;

async function countLines({ step, target }: Pick<ImportOptions, "step" | "target">, kind: ExportKind): Promise<number> {
	let count = 0;
	for (let after: string | null = null, number = 1; number === 1 || after !== null; number++) {
		const start: string | null = after;
		const counted = countedLines.parse(JSON.parse(await step(`count ${kind} ${number}`, () => countPages(target, kind, start))));
		count += counted.lines;
		after = counted.next;
	}
	return count;
}

async function countPages(target: Pick<ImportTarget, "readLines">, kind: ExportKind, after: string | null): Promise<string> {
	let [lines, next] = [0, after];
	for (let number = 1; number <= PAGES && (number === 1 || next !== null); number++) {
		const page: LinePage = await target.readLines(kind, next);
		lines += page.lines.length;
		next = page.next;
	}
	return JSON.stringify({ lines, next });
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
