import { compareRows, type LayerRef, parseManifest, type RowKey } from "../../../../workers/lib/archive/archive-manifest.ts";
import type { ArchiveReading } from "../../../../workers/lib/archive/archive-store.ts";
import type { ArchivedLayer, EventRow, LayerSource } from "../../../../workers/lib/rpc.ts";

export const LAYER: LayerRef = { shard: "pool-weur-0", location: "weur", partition: "events_2026_07", layer: 0 };

/** A layer of rows in memory, read in pages. */
export class MemorySource implements LayerSource {
	rows: readonly EventRow[];
	manifest: string | null = null;
	isDropped = false;
	readonly #store: ArchiveReading;
	readonly #page: number;

	constructor(rows: readonly EventRow[], store: ArchiveReading, page = 7) {
		this.rows = rows.toSorted(compareRows);
		this.#store = store;
		this.#page = page;
	}

	async closeLayer() {
		return this.isDropped ? null : { events: this.rows.length };
	}

	async readLayer(_ref: LayerRef, after: RowKey | null) {
		const start = after === null ? 0 : this.rows.findIndex((row) => compareRows(row, after) > 0);
		return start === -1 ? [] : this.rows.slice(start, start + this.#page);
	}

	async dropLayer(_ref: LayerRef, { manifest }: ArchivedLayer) {
		if (this.isDropped) return;
		if (manifest !== null) {
			const stored = await this.#store.get(manifest);
			if (parseManifest((await stored?.text()) ?? "").events !== this.rows.length) throw new Error("not what the table holds");
		}
		[this.isDropped, this.manifest] = [true, manifest];
	}
}
