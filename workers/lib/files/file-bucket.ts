/** What tenants' files need of an R2 bucket. */
export interface FileBucket {
	head(key: string): Promise<StoredFile | null>;
	/** Without a body where `onlyIf` doesn't hold. */
	get(key: string, options?: ReadOptions): Promise<StoredFile | ReadableFile | null>;
	/** Null where `onlyIf` doesn't hold. */
	put(key: string, value: ReadableStream<Uint8Array> | Uint8Array | string, options?: WriteOptions): Promise<StoredFile | null>;
	list(options: ListOptions): Promise<StoredFiles>;
	delete(keys: string | string[]): Promise<void>;
	createMultipartUpload(key: string, options: Metadata): Promise<{ readonly uploadId: string }>;
	resumeMultipartUpload(key: string, uploadId: string): FileUpload;
}

interface Metadata {
	readonly httpMetadata?: { contentType: string };
	readonly customMetadata?: Record<string, string>;
}

export type ReadRange = { offset: number; length: number } | { offset: number } | { suffix: number };

interface ReadOptions {
	readonly range?: ReadRange;
	readonly onlyIf?: { etagMatches: string };
}

interface WriteOptions extends Metadata {
	readonly onlyIf?: Headers;
}

interface ListOptions {
	readonly prefix: string;
	readonly limit: number;
	readonly cursor?: string;
	readonly startAfter?: string;
	readonly include?: ("httpMetadata" | "customMetadata")[];
}

interface StoredFiles {
	readonly objects: readonly StoredFile[];
	readonly truncated: boolean;
	readonly cursor?: string;
}

export interface StoredFile {
	readonly key: string;
	readonly size: number;
	/** Without quotes. */
	readonly etag: string;
	/** With quotes. */
	readonly httpEtag: string;
	readonly uploaded: Date;
	readonly httpMetadata?: { readonly contentType?: string };
	readonly customMetadata?: Record<string, string>;
}

export interface ReadableFile extends StoredFile {
	readonly body: ReadableStream<Uint8Array>;
	text(): Promise<string>;
}

interface UploadedPart {
	readonly partNumber: number;
	readonly etag: string;
}

interface FileUpload {
	uploadPart(partNumber: number, value: ReadableStream<Uint8Array> | Uint8Array): Promise<UploadedPart>;
	complete(parts: UploadedPart[]): Promise<StoredFile>;
	abort(): Promise<void>;
}

/** A type guard, since an object without its body is one of the same class. */
export const isReadable = (file: StoredFile): file is ReadableFile => "body" in file && file.body instanceof ReadableStream;

/** R2's own code, which ends its messages: `(10024)`; null where there is none. */
export function toR2Code(error: unknown): number | null {
	const code = error instanceof Error ? /\((\d{5})\)$/.exec(error.message)?.[1] : undefined;
	return code === undefined ? null : Number(code);
}

/** (/r2/api/error-codes/, 2026-09-17) */
export const R2_CODES = { noSuchUpload: 10024, invalidPart: 10025 } as const;
