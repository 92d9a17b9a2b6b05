import { resolveRange } from "../../../../workers/lib/files/byte-range.ts";
import type { FileBucket, ReadRange, StoredFile } from "../../../../workers/lib/files/file-bucket.ts";

interface Kept {
	readonly file: StoredFile;
	readonly bytes: Uint8Array<ArrayBuffer>;
}

type Value = Parameters<FileBucket["put"]>[1];
type Metadata = Parameters<FileBucket["createMultipartUpload"]>[1];

interface Pending {
	readonly key: string;
	readonly metadata: Metadata;
	readonly parts: Map<number, { readonly etag: string; readonly bytes: Uint8Array<ArrayBuffer> }>;
}

const toBytes = async (value: Value) =>
	new Uint8Array(await new Response(typeof value === "string" ? value : new Response(value).body).arrayBuffer());

/** Smaller than R2's 5 MiB, so that tests needn't carry them. */
const MIN_PART = 4;

/** A bucket in memory that does what R2 does, refusals included. */
export class MemoryBucket implements FileBucket {
	readonly #kept = new Map<string, Kept>();
	readonly #uploads = new Map<string, Pending>();
	readonly #now: () => number;
	#versions = 0;

	constructor(now: () => number) {
		this.#now = now;
	}

	/** What nobody finished. */
	get pending(): number {
		return this.#uploads.size;
	}

	async head(key: string) {
		return this.#kept.get(key)?.file ?? null;
	}

	async get(key: string, options: Parameters<FileBucket["get"]>[1] = {}) {
		const kept = this.#kept.get(key);
		if (!kept) return null;
		const { file } = kept;
		if (options.onlyIf && options.onlyIf.etagMatches !== file.etag) return file;
		const bytes = options.range ? cut(kept.bytes, options.range) : kept.bytes;
		return {
			...file,
			body: new Response(bytes).body ?? new ReadableStream<Uint8Array>(),
			text: async () => new TextDecoder().decode(bytes),
		};
	}

	async put(key: string, value: Value, { onlyIf, ...metadata }: Parameters<FileBucket["put"]>[2] = {}) {
		const bytes = await toBytes(value);
		const etag = this.#kept.get(key)?.file.httpEtag;
		const isIn = (header: string) => (header === "*" ? etag !== undefined : header.split(", ").includes(etag ?? ""));
		const ifMatch = onlyIf?.get("if-match");
		const ifNoneMatch = onlyIf?.get("if-none-match");
		if ((ifMatch && !isIn(ifMatch)) || (ifNoneMatch && isIn(ifNoneMatch))) return null;
		return this.#keep(key, bytes, metadata);
	}

	async list({ prefix, limit, startAfter = "" }: Parameters<FileBucket["list"]>[0]) {
		const keys = [...this.#kept.keys()].filter((key) => key.startsWith(prefix) && key > startAfter).sort();
		const objects = keys.slice(0, limit).flatMap((key) => this.#kept.get(key)?.file ?? []);
		return { objects, truncated: keys.length > limit };
	}

	async delete(keys: string | string[]) {
		for (const key of [keys].flat()) this.#kept.delete(key);
	}

	async createMultipartUpload(key: string, metadata: Metadata) {
		const uploadId = `upload-${++this.#versions}`;
		this.#uploads.set(uploadId, { key, metadata, parts: new Map() });
		return { uploadId };
	}

	resumeMultipartUpload(_key: string, uploadId: string) {
		const find = () => {
			const upload = this.#uploads.get(uploadId);
			if (!upload) throw new Error("The specified multipart upload does not exist. (10024)");
			return upload;
		};
		return {
			uploadPart: async (partNumber: number, value: Value) => {
				const { parts } = find();
				const bytes = await toBytes(value);
				const etag = `part-${++this.#versions}`;
				parts.set(partNumber, { etag, bytes });
				return { partNumber, etag };
			},
			complete: async (wanted: { readonly partNumber: number; readonly etag: string }[]) => {
				const { key, metadata, parts } = find();
				const bytes = wanted.map(({ partNumber, etag }) => {
					const part = parts.get(partNumber);
					if (part?.etag !== etag) throw new Error("One or more of the specified parts could not be found. (10025)");
					return part.bytes;
				});
				const sizes = new Set(bytes.slice(0, -1).map(({ length }) => length));
				if (sizes.size > 1 || [...sizes].some((size) => size < MIN_PART))
					throw new Error("All non-trailing parts must have the same length. (10048)");
				this.#uploads.delete(uploadId);
				return this.#keep(key, new Uint8Array(await new Blob(bytes).arrayBuffer()), metadata);
			},
			abort: async () => {
				find();
				this.#uploads.delete(uploadId);
			},
		};
	}

	#keep(key: string, bytes: Uint8Array<ArrayBuffer>, metadata: Metadata): StoredFile {
		const etag = `v${++this.#versions}`;
		const file = { key, size: bytes.length, etag, httpEtag: `"${etag}"`, uploaded: new Date(this.#now()), ...metadata };
		this.#kept.set(key, { file, bytes });
		return file;
	}
}

function cut(bytes: Uint8Array<ArrayBuffer>, range: ReadRange): Uint8Array<ArrayBuffer> {
	const asked =
		"suffix" in range
			? ({ kind: "suffix", length: range.suffix } as const)
			: ({ kind: "from", first: range.offset, last: "length" in range ? range.offset + range.length - 1 : null } as const);
	const found = resolveRange(asked, bytes.length);
	if (!found) throw new Error("The requested range is not satisfiable (10039)");
	return bytes.slice(found.first, found.last + 1);
}
