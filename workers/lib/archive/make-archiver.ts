import type { ClosedLayer, LayerSource } from "../rpc.ts";
import { type ArchiveManifest, type LayerRef, parseRowKey, toArchiveKeys } from "./archive-manifest.ts";
import type { ArchiveStore } from "./archive-store.ts";
import type { LinePage, PartSizes } from "./make-part.ts";
import { SIZES, type WriteSteps, type WrittenObject, writeObject } from "./write-object.ts";

/** Steps of a Workflow: what a step returned is kept, and it isn't run again. */
export interface ArchiveSteps extends WriteSteps {
	close(run: () => Promise<ClosedLayer | null>): Promise<ClosedLayer | null>;
}

export interface ArchiverOptions extends Partial<PartSizes> {
	readonly source: LayerSource;
	readonly store: ArchiveStore;
	readonly steps: ArchiveSteps;
	/** Tells this run's objects from another's: the Workflow's id or day. */
	readonly run: string;
}

/**
 * Archives a closed layer: equal parts, each made from the key where the one before ended, then read back, then dropped.
 * Whatever step fails, the layer stays in its database and readable.
 *
 * @example
 * import type { LayerRef } from "./archive-manifest.ts";
 *
 * const archive = (options: ArchiverOptions, layer: LayerRef) => makeArchiver(options).archive(layer);
 */
export function makeArchiver({ source, store, steps, run, ...sizes }: ArchiverOptions) {
	return {
		async archive(ref: LayerRef): Promise<void> {
			const closed = await steps.close(() => source.closeLayer(ref));
			if (!closed) return;
			const keys = toArchiveKeys(ref, run);
			const context: Context = { source, store, steps, ref, sizes: { ...SIZES, ...sizes }, ...keys };
			const manifest = closed.events === 0 ? null : await write(context, closed.events);
			await steps.run("drop", () => source.dropLayer(ref, { manifest }));
			await steps.run("clean up", () => deleteOthers(context, manifest === null ? [] : [keys.object, keys.manifest]));
		},
	};
}

interface Context extends Pick<ArchiverOptions, "source" | "store" | "steps"> {
	readonly ref: LayerRef;
	readonly sizes: PartSizes;
	readonly prefix: string;
	readonly object: string;
	readonly manifest: string;
}

/** Uploads, verifies, and puts the manifest: its key. */
async function write(context: Context, events: number): Promise<string> {
	const { source, ref, store, steps, manifest } = context;
	const readLines = (after: string | null) => readPage(source, ref, after);
	await writeObject({ ...context, readLines, seals: [manifest] }, (written) =>
		steps.run("manifest", async () => {
			await store.put(manifest, JSON.stringify(makeManifest(context, written, events)));
		}),
	);
	return manifest;
}

async function readPage(source: LayerSource, ref: LayerRef, after: string | null): Promise<LinePage> {
	const rows = await source.readLayer(ref, after === null ? null : parseRowKey(after));
	const lines = rows.map(({ tenant, time, id, type, event }) => ({
		position: JSON.stringify({ tenant, time, id }),
		text: JSON.stringify({ tenant, time, id, type, event }),
	}));
	return { lines, next: lines.at(-1)?.position ?? null };
}

function makeManifest({ ref, object }: Context, written: WrittenObject, events: number): ArchiveManifest {
	if (written.rows !== events) throw new Error(`${object} has ${written.rows} events and the table ${events}`);
	const { shard, partition, layer } = ref;
	const { bytes, sha256 } = written;
	const parts = written.parts.map(({ rows, ...part }) => ({ ...part, events: rows }));
	const blocks = written.blocks.map(({ rows, first, last, ...block }) => ({
		first: parseRowKey(first),
		last: parseRowKey(last),
		...block,
		events: rows,
	}));
	return { version: 1, object, shard, partition, layer, events, bytes, sha256, parts, blocks };
}

/** Objects of runs that failed after the manifest was put: the register now names this run's. */
async function deleteOthers({ store, prefix }: Context, own: readonly string[]): Promise<void> {
	const { objects } = await store.list({ prefix });
	const others = objects.map(({ key }) => key).filter((key) => !own.includes(key));
	if (others.length > 0) await store.delete(others);
}
