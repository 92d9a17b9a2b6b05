import { ProblemError } from "../problem.ts";
import { type FileBucket, isReadable, R2_CODES, toR2Code } from "./file-bucket.ts";
import type { FileKeys } from "./file-keys.ts";
import { type FileName, parseFileName } from "./file-name.ts";
import { type FileEntry, toEntry } from "./make-files.ts";
import { readParts, type StoredPart } from "./read-parts.ts";
import { type SizedBody, sendExactly } from "./send-exactly.ts";
import { countParts, parseUploadRecord, toPartBytes, toPartLength, toStartOf, type UploadRecord } from "./upload-record.ts";

export interface UploadsOptions {
	readonly bucket: FileBucket;
	/** The tenant's. */
	readonly keys: FileKeys;
	/** Of each part, if the file has no more than 10,000 of them. */
	readonly partBytes: number;
	readonly expireSeconds: number;
	/** A version 7 UUID. */
	readonly makeId: () => string;
}

interface Upload {
	readonly id: string;
	readonly name: string;
	readonly contentType: string;
	readonly bytes: number;
	readonly partBytes: number;
	readonly parts: number;
	readonly expiresAt: string;
}

interface NewUpload {
	readonly name: FileName;
	readonly contentType: string;
	readonly bytes: number;
}

/** Each throws `not-found` for an upload that isn't the tenant's, or is no more. */
export interface Uploads {
	begin(upload: NewUpload): Promise<Upload>;
	/** A part again takes the place of the earlier one. */
	putPart(id: string, part: number, body: SizedBody): Promise<StoredPart>;
	/** What there is already: an interrupted client sends the rest. */
	read(id: string): Promise<Upload & { readonly uploaded: readonly StoredPart[] }>;
	/** Makes the file, in one step, of exactly the bytes that were announced; again, it answers as before. Throws `conflict` while parts are missing. */
	complete(id: string): Promise<FileEntry>;
	abort(id: string): Promise<void>;
}

const gone = () => new ProblemError("not-found", "There is no such upload: it was completed, aborted or has expired.");

/** A tenant's multipart uploads: state is in the bucket alone, so it lies where the files lie, and any Worker can go on. */
export function makeUploads(options: UploadsOptions): Uploads {
	const { bucket, keys } = options;
	return {
		begin: (upload) => beginUpload(options, upload),
		putPart: (id, part, body) => putPart(options, id, { part, body }),
		async read(id) {
			const record = await readRecord(options, id);
			return { ...toUpload(options, id, record), uploaded: await readParts(bucket, keys.toParts(id), record) };
		},
		complete: (id) => completeUpload(options, id),
		async abort(id) {
			const record = await readRecord(options, id);
			const places = { fileKey: toFileKey(options, record), recordKey: keys.toUpload(id), parts: keys.toParts(id) };
			await dropUpload(bucket, { record, ...places });
		},
	};
}

async function beginUpload(options: UploadsOptions, { name, contentType, bytes }: NewUpload): Promise<Upload> {
	const { bucket, keys } = options;
	const id = options.makeId();
	const metadata = { httpMetadata: { contentType }, customMetadata: { upload: id } };
	const { uploadId } = await bucket.createMultipartUpload(keys.toFile(name), metadata);
	const record = { name, upload: uploadId, contentType, bytes, partBytes: toPartBytes(bytes, options.partBytes) };
	await bucket.put(keys.toUpload(id), JSON.stringify(record));
	return toUpload(options, id, record);
}

interface NewPart {
	readonly part: number;
	readonly body: SizedBody;
}

async function putPart(options: UploadsOptions, id: string, { part, body }: NewPart): Promise<StoredPart> {
	const { bucket, keys } = options;
	const record = await readRecord(options, id);
	const count = countParts(record);
	const length = part <= count ? toPartLength(record, part) : 0;
	if (body.length !== length || length === 0)
		throw new ProblemError("bad-request", `Part ${part} of ${count} must have ${length} bytes; this one has ${body.length}.`);
	const { etag } = await sendExactly(body, (value) => resume(options, record).uploadPart(part, value)).catch(toGone);
	await bucket.put(keys.toPart(id, part), "", { customMetadata: { etag } });
	return { part, bytes: length, etag };
}

async function completeUpload(options: UploadsOptions, id: string): Promise<FileEntry> {
	const { bucket, keys } = options;
	const record = await readRecord(options, id);
	// Where the answer of an earlier completion was lost, the file is there and names the upload.
	const file = await bucket.head(toFileKey(options, record));
	if (file?.customMetadata?.["upload"] === id) return toEntry(keys, file);
	const parts = await readParts(bucket, keys.toParts(id), record);
	assertAll(parts, countParts(record));
	const uploaded = parts.map(({ part, etag }) => ({ partNumber: part, etag }));
	return toEntry(keys, await resume(options, record).complete(uploaded).catch(toGone));
}

async function readRecord({ bucket, keys }: UploadsOptions, id: string): Promise<UploadRecord> {
	const stored = toStartOf(id) === null ? null : await bucket.get(keys.toUpload(id));
	const record = stored && isReadable(stored) ? parseUploadRecord(await stored.text()) : null;
	if (!record) throw gone();
	return record;
}

const toUpload = ({ expireSeconds }: UploadsOptions, id: string, record: UploadRecord): Upload => ({
	id,
	name: record.name,
	contentType: record.contentType,
	bytes: record.bytes,
	partBytes: record.partBytes,
	parts: countParts(record),
	expiresAt: new Date((toStartOf(id) ?? 0) + expireSeconds * 1000).toISOString(),
});

const toFileKey = ({ keys }: UploadsOptions, { name }: UploadRecord): string => keys.toFile(parseFileName(name));

const resume = (options: UploadsOptions, record: UploadRecord) =>
	options.bucket.resumeMultipartUpload(toFileKey(options, record), record.upload);

function toGone(error: unknown): never {
	const code = toR2Code(error);
	if (code === R2_CODES.noSuchUpload) throw gone();
	if (code === R2_CODES.invalidPart) throw new ProblemError("conflict", "A part was sent again at the same time; send it once more.");
	throw error;
}

/** How many missing parts an answer names. */
const MAX_NAMED = 20;

function assertAll(parts: readonly StoredPart[], count: number): void {
	const there = new Set(parts.map(({ part }) => part));
	const missing = Array.from({ length: count }, (_, index) => index + 1).filter((part) => !there.has(part));
	if (missing.length === 0) return;
	const named = missing.slice(0, MAX_NAMED).join(", ");
	throw new ProblemError(
		"conflict",
		`${missing.length} of ${count} parts are missing: ${named}${missing.length > MAX_NAMED ? ", …" : ""}.`,
	);
}

interface Doomed {
	readonly record: UploadRecord;
	readonly fileKey: string;
	readonly recordKey: string;
	/** What the keys of its parts begin with. */
	readonly parts: string;
}

/** The upload first and its record last: where it stops in between, it is found again. What is gone already is no fault. */
export async function dropUpload(bucket: FileBucket, { record, fileKey, recordKey, parts }: Doomed): Promise<void> {
	try {
		await bucket.resumeMultipartUpload(fileKey, record.upload).abort();
	} catch (error) {
		if (toR2Code(error) !== R2_CODES.noSuchUpload) throw error;
	}
	for (let rest = true; rest; ) {
		const { objects, truncated } = await bucket.list({ prefix: parts, limit: 1000 });
		if (objects.length > 0) await bucket.delete(objects.map(({ key }) => key));
		rest = truncated;
	}
	await bucket.delete(recordKey);
}
