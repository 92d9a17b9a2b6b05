/** What the archive needs of an R2 bucket. */
export interface ArchiveStore {
	get(key: string, options?: { readonly range: { readonly offset: number; readonly length: number } }): Promise<StoredObject | null>;
	head(key: string): Promise<{ readonly size: number } | null>;
	put(key: string, text: string): Promise<unknown>;
	list(options: { readonly prefix: string; readonly cursor?: string }): Promise<StoredKeys>;
	delete(keys: string[]): Promise<void>;
	createMultipartUpload(key: string): Promise<{ readonly uploadId: string }>;
	resumeMultipartUpload(key: string, uploadId: string): ArchiveUpload;
}

interface StoredObject {
	readonly body: ReadableStream<Uint8Array>;
	readonly size: number;
	text(): Promise<string>;
	arrayBuffer(): Promise<ArrayBuffer>;
}

interface StoredKeys {
	readonly objects: readonly { readonly key: string }[];
	readonly truncated: boolean;
	readonly cursor?: string;
}

export interface UploadedPart {
	readonly partNumber: number;
	readonly etag: string;
}

interface ArchiveUpload {
	uploadPart(partNumber: number, bytes: Uint8Array): Promise<UploadedPart>;
	complete(parts: UploadedPart[]): Promise<unknown>;
	abort(): Promise<void>;
}

/** What reading needs: a Worker's binding can do more, its code can't. */
export type ArchiveReading = Pick<ArchiveStore, "get">;
