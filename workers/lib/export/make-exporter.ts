import type { ArchiveStore } from "../archive/archive-store.ts";
import type { LinePage, PartSizes } from "../archive/make-part.ts";
import { SIZES, type WriteSteps, type WrittenObject, writeObject } from "../archive/write-object.ts";
import type { RunRegister } from "../runs/run-register.ts";
import { EXPORT_KINDS, type ExportedObject, type ExportKind, type ExportManifest, toExportKeys } from "./export-manifest.ts";

export interface ExportSource {
	/** The tenant as the directory has it. */
	readTenant(): Promise<ExportManifest["tenant"]>;
	readLines(kind: ExportKind, after: string | null): Promise<LinePage>;
}

export interface ExporterOptions extends Partial<PartSizes> {
	readonly source: ExportSource;
	readonly store: ArchiveStore;
	readonly steps: WriteSteps;
	readonly runs: Pick<RunRegister, "advance" | "end">;
	readonly now: () => number;
}

export interface ExportOrder {
	readonly tenant: string;
	readonly exportId: string;
}

/**
 * Writes all that a tenant has to objects of its own, verified, and the manifest last. It may stop at any step and goes on behind it; where a
 * step fails for good, nothing of the export is left.
 *
 * @example
 * const run = (options: ExporterOptions, tenant: string) => makeExporter(options).export({ tenant, exportId: crypto.randomUUID() });
 */
export function makeExporter({ source, store, steps, runs, now, ...sizes }: ExporterOptions) {
	const context: Context = { source, store, steps, runs, now, sizes: { ...SIZES, ...sizes } };
	return {
		async export(order: ExportOrder): Promise<void> {
			try {
				await writeAll(context, order);
			} catch (error) {
				await steps.run("undo", () => undo(store, order));
				await steps.run("failed", () => runs.end(order.exportId, String(error)));
				throw error;
			}
		},
	};
}

interface Context extends Pick<ExporterOptions, "source" | "store" | "steps" | "runs" | "now"> {
	readonly sizes: PartSizes;
}

async function writeAll(context: Context, order: ExportOrder): Promise<void> {
	const { source, store, steps, runs, now } = context;
	const keys = toExportKeys(order.tenant, order.exportId);
	const begun = await steps.text("tenant", async () => JSON.stringify({ tenant: await source.readTenant(), startedAt: toIso(now()) }));
	const objects: ExportedObject[] = [];
	for (const kind of EXPORT_KINDS) objects.push(await writeKind(context, order, kind, objects));
	await steps.run("manifest", async () => {
		const manifest = { version: 1, ...JSON.parse(begun), exportId: order.exportId, endedAt: toIso(now()), objects };
		await store.put(keys.manifest, JSON.stringify(manifest));
	});
	await steps.run("done", () => runs.end(order.exportId, null, { ...toProgress(objects), manifest: keys.manifest }));
}

const toIso = (at: number) => new Date(at).toISOString();

const NOTHING = { object: null, rows: 0, bytes: 0, sha256: null, parts: [], blocks: [] } as const;

async function writeKind(
	context: Context,
	order: ExportOrder,
	kind: ExportKind,
	before: readonly ExportedObject[],
): Promise<ExportedObject> {
	const { source, store, sizes, runs } = context;
	let result: WrittenObject | typeof NOTHING = NOTHING;
	const options = {
		store,
		sizes,
		steps: prefixSteps(context.steps, `${kind}: `),
		object: toExportKeys(order.tenant, order.exportId).toObject(kind),
		readLines: (after: string | null) => source.readLines(kind, after),
		onRows: (rows: number) => runs.advance(order.exportId, { ...toProgress(before), [kind]: rows }),
	};
	await writeObject(options, async (written) => {
		result = written;
	});
	return { kind, ...result, parts: [...result.parts], blocks: [...result.blocks] };
}

const toProgress = (objects: readonly ExportedObject[]) => ({
	...Object.fromEntries(objects.map(({ kind, rows }) => [kind, rows])),
	bytes: objects.reduce((sum, { bytes }) => sum + bytes, 0),
});

/** A step's name is its identity within a run. */
const prefixSteps = ({ part, run, text }: WriteSteps, prefix: string): WriteSteps => ({
	part: (name, work) => part(prefix + name, work),
	run: (name, work) => run(prefix + name, work),
	text: (name, work) => text(prefix + name, work),
});

/** An export that failed is no half one; what its own steps couldn't abort, the bucket's lifecycle ends. */
async function undo(store: ArchiveStore, { tenant, exportId }: ExportOrder): Promise<void> {
	const { objects } = await store.list({ prefix: toExportKeys(tenant, exportId).prefix });
	if (objects.length > 0) await store.delete(objects.map(({ key }) => key));
}
