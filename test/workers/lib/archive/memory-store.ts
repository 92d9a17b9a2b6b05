import type { ArchiveStore, UploadedPart } from "../../../../workers/lib/archive/archive-store.ts";

type Bytes = Uint8Array<ArrayBuffer>;

const toObject = (bytes: Bytes) => ({
	size: bytes.length,
	body: new Response(bytes).body ?? new ReadableStream<Uint8Array>(),
	text: async () => new TextDecoder().decode(bytes),
	arrayBuffer: async () => bytes.slice().buffer,
});

/** A bucket in memory that refuses what R2 refuses: parts that aren't equal, or too small, and uploads that are no more. */
export class MemoryStore implements ArchiveStore {
	readonly objects = new Map<string, Bytes>();
	readonly uploads = new Map<string, Map<number, Bytes>>();
	/** Called before every operation; what it throws, the operation throws. */
	before: (operation: string) => void = () => undefined;
	#minPart: number;
	#next = 0;

	constructor(minPart: number) {
		this.#minPart = minPart;
	}

	async get(key: string, options?: { readonly range: { readonly offset: number; readonly length: number } }) {
		this.before("get");
		const bytes = this.objects.get(key);
		if (!bytes) return null;
		return toObject(options ? bytes.slice(options.range.offset, options.range.offset + options.range.length) : bytes);
	}

	async head(key: string) {
		const bytes = this.objects.get(key);
		return bytes ? { size: bytes.length } : null;
	}

	async put(key: string, text: string) {
		this.before("put");
		this.objects.set(key, new Uint8Array(new TextEncoder().encode(text)));
	}

	async list({ prefix }: { readonly prefix: string }) {
		this.before("list");
		return { objects: [...this.objects.keys()].filter((key) => key.startsWith(prefix)).map((key) => ({ key })), truncated: false };
	}

	async delete(keys: string[]) {
		this.before("delete");
		for (const key of keys) this.objects.delete(key);
	}

	async createMultipartUpload(_key: string) {
		this.before("create");
		const uploadId = `upload-${this.#next++}`;
		this.uploads.set(uploadId, new Map());
		return { uploadId };
	}

	resumeMultipartUpload(key: string, uploadId: string) {
		return {
			uploadPart: async (partNumber: number, bytes: Uint8Array) => {
				this.before("uploadPart");
				this.#parts(uploadId).set(partNumber, new Uint8Array(bytes));
				return { partNumber, etag: `${uploadId}-${partNumber}` };
			},
			complete: async (parts: UploadedPart[]) => {
				this.before("complete");
				const uploaded = this.#parts(uploadId);
				const bytes = parts.map(({ partNumber }) => uploaded.get(partNumber) ?? new Uint8Array());
				const sizes = bytes.slice(0, -1).map(({ length }) => length);
				if (new Set(sizes).size > 1 || sizes.some((size) => size < this.#minPart))
					throw new Error("10048: parts aren't equal or too small");
				this.objects.set(key, new Uint8Array(await new Blob(bytes).arrayBuffer()));
				this.uploads.delete(uploadId);
			},
			abort: async () => {
				this.uploads.delete(uploadId);
			},
		};
	}

	#parts(uploadId: string) {
		const parts = this.uploads.get(uploadId);
		if (!parts) throw new Error("10024: the specified multipart upload does not exist");
		return parts;
	}
}
