import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";
import type { ArchiveReading } from "../../workers/lib/archive/archive-store.ts";

const toArrayBuffer = (bytes: Uint8Array) => new Uint8Array(bytes).buffer;

/** An export of these records of the collection `c`, in two parts, as `makeExporter` writes one. */
export async function makeExport(key: string, records: ReadonlyMap<string, string>): Promise<ArchiveReading> {
	const lines = [...records].map(([id, data]) =>
		JSON.stringify({ collection: "c", id, etag: `"${data}"`, updatedAt: 0, version: 1, data }),
	);
	const half = Math.ceil(lines.length / 2);
	const chunks = [lines.slice(0, half), lines.slice(half)].filter((chunk) => chunk.length > 0);
	const parts = chunks.map((chunk) => ({ bytes: gzipSync(`${chunk.join("\n")}\n`), rows: chunk.length }));
	const bytes = Buffer.concat(parts.map((part) => part.bytes));
	const offset = (index: number) => parts.slice(0, index).reduce((total, part) => total + part.bytes.length, 0);
	const toSha256 = (data: Uint8Array) => createHash("sha256").update(data).digest("hex");
	const object = `${key}.gz`;
	const manifest = {
		version: 1,
		tenant: { id: "t", plan: "p", region: "weur", createdAt: "" },
		exportId: "1",
		startedAt: "",
		endedAt: "",
		objects: [
			{
				kind: "records",
				object: parts.length > 0 ? object : null,
				rows: lines.length,
				bytes: bytes.length,
				sha256: toSha256(bytes),
				parts: parts.map((part) => ({ bytes: part.bytes.length, rows: part.rows, sha256: toSha256(part.bytes) })),
				blocks: parts.map((part, index) => ({ first: "", last: "", offset: offset(index), length: part.bytes.length, rows: part.rows })),
			},
			{ kind: "events", object: null, rows: 0, bytes: 0, sha256: null, parts: [], blocks: [] },
		],
	};
	const files = new Map([
		[key, new TextEncoder().encode(JSON.stringify(manifest))],
		[object, new Uint8Array(bytes)],
	]);
	return {
		async get(name, options) {
			const file = files.get(name);
			if (!file) return null;
			const { offset = 0, length = file.length } = options?.range ?? {};
			const found = file.slice(offset, offset + length);
			return {
				size: found.length,
				body: new Blob([found]).stream(),
				text: async () => new TextDecoder().decode(found),
				arrayBuffer: async () => toArrayBuffer(found),
			};
		},
	};
}
