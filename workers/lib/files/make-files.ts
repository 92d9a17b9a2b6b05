import type { ProblemType } from "../problem.ts";
import { ProblemError } from "../problem.ts";
import { parseByteRange, resolveRange } from "./byte-range.ts";
import { type FileBucket, isReadable, type ReadRange, type StoredFile } from "./file-bucket.ts";
import type { FileKeys } from "./file-keys.ts";
import type { FileName } from "./file-name.ts";
import { judgeConditions, parseIfRange } from "./judge-conditions.ts";
import { type SizedBody, sendExactly } from "./send-exactly.ts";

export interface FilesOptions {
	readonly bucket: FileBucket;
	/** The tenant's. */
	readonly keys: FileKeys;
}

export interface FileEntry {
	readonly name: string;
	readonly bytes: number;
	readonly contentType: string;
	readonly etag: string;
	readonly uploadedAt: string;
}

/** What a read found: bytes to send, or none where the reader has them or asked for the head. */
export interface FileRead {
	readonly file: StoredFile;
	readonly kind: "whole" | "part" | "unchanged";
	readonly range: { readonly first: number; readonly last: number } | null;
	readonly body: ReadableStream<Uint8Array> | null;
}

interface NewFile extends SizedBody {
	readonly contentType: string;
	/** `If-Match` or `If-None-Match`, checked by the store in the same step that stores; null for none. */
	readonly onlyIf: Headers | null;
}

interface FileQuery {
	readonly prefix: string;
	readonly after: string | null;
	readonly limit: number;
}

export interface Files {
	/** One step: the file is the old one or the new one, whole. Throws `precondition-failed`. */
	put(name: FileName, file: NewFile): Promise<FileEntry>;
	/** By the conditions and the range of a request's headers. Throws `not-found`, `precondition-failed`, `range-not-satisfiable`. */
	read(name: FileName, headers: Pick<Headers, "get">): Promise<FileRead>;
	head(name: FileName, headers: Pick<Headers, "get">): Promise<FileRead>;
	/** In the order of the names' bytes; `next` names the last one where there are more. */
	list(query: FileQuery): Promise<{ readonly files: readonly FileEntry[]; readonly next: string | null }>;
	remove(name: FileName): Promise<void>;
}

/** A tenant's files in a bucket. */
export function makeFiles({ bucket, keys }: FilesOptions): Files {
	return {
		async put(name, { contentType, onlyIf, ...body }) {
			const metadata = { httpMetadata: { contentType }, ...(onlyIf ? { onlyIf } : {}) };
			const file = await sendExactly(body, (value) => bucket.put(keys.toFile(name), value, metadata));
			if (!file) throw new ProblemError("precondition-failed", "The stored version is another one; nothing was stored.");
			return toEntry(keys, file);
		},
		read: (name, headers) => readFile({ bucket, keys }, name, headers),
		async head(name, headers) {
			const file = found(await bucket.head(keys.toFile(name)), name);
			const judged = judgeConditions(headers, file);
			return judged === "send" ? { file, kind: "whole", range: null, body: null } : refuse(judged, file);
		},
		async list({ prefix, after, limit }) {
			const page = { prefix: keys.files + prefix, limit, include: ["httpMetadata" as const] };
			const { objects, truncated } = await bucket.list(after === null ? page : { ...page, startAfter: keys.files + after });
			const files = objects.map((file) => toEntry(keys, file));
			return { files, next: truncated ? (files.at(-1)?.name ?? null) : null };
		},
		async remove(name) {
			await bucket.delete(keys.toFile(name));
		},
	};
}

async function readFile(options: FilesOptions, name: FileName, headers: Pick<Headers, "get">): Promise<FileRead> {
	try {
		const { asked, file } = await getAsked(options, name, headers);
		const range = asked && resolveRange(asked, file.size);
		if (!isReadable(file)) throw new Error(`R2 gave ${file.key} without a body`);
		const judged = judgeConditions(headers, file);
		if (judged === "send" && (!asked || range)) return { file, kind: range ? "part" : "whole", range, body: file.body };
		await file.body.cancel();
		return refuse(judged, file);
	} catch (error) {
		// A bucket fails where a range has no bytes, and says nothing of the file; conditions come before ranges.
		const asked = error instanceof ProblemError ? null : parseByteRange(headers.get("range"));
		if (!asked) throw error;
		const file = found(await options.bucket.head(options.keys.toFile(name)), name);
		if (resolveRange(asked, file.size)) throw error;
		return refuse(judgeConditions(headers, file), file);
	}
}

/** The bytes that the headers ask for, and the range that they are; without one, all. */
async function getAsked({ bucket, keys }: FilesOptions, name: FileName, headers: Pick<Headers, "get">) {
	const key = keys.toFile(name);
	const ifRange = parseIfRange(headers.get("if-range"));
	const asked = ifRange === "never" ? null : parseByteRange(headers.get("range"));
	if (!asked) return { asked, file: found(await bucket.get(key), name) };
	const range: ReadRange =
		asked.kind === "suffix"
			? { suffix: asked.length }
			: { offset: asked.first, ...(asked.last === null ? {} : { length: asked.last - asked.first + 1 }) };
	const file = found(await bucket.get(key, { range, ...(ifRange === null ? {} : { onlyIf: { etagMatches: ifRange } }) }), name);
	// Another version than the reader has a part of: it gets the whole of this one.
	return isReadable(file) ? { asked, file } : { asked: null, file: found(await bucket.get(key), name) };
}

export const toEntry = ({ files }: Pick<FileKeys, "files">, file: StoredFile): FileEntry => ({
	name: file.key.slice(files.length),
	bytes: file.size,
	contentType: file.httpMetadata?.contentType ?? "application/octet-stream",
	etag: file.httpEtag,
	uploadedAt: file.uploaded.toISOString(),
});

function found<T>(file: T | null, name: FileName): T {
	if (file === null) throw new ProblemError("not-found", `There is no file ${JSON.stringify(name)}.`);
	return file;
}

/** What isn't sent: the reader has it, the version is another one, or the range has no bytes. */
function refuse(judged: ReturnType<typeof judgeConditions>, file: StoredFile): FileRead {
	if (judged === "unchanged") return { file, kind: "unchanged", range: null, body: null };
	const problem: readonly [ProblemType, string, Record<string, string>] =
		judged === "failed"
			? ["precondition-failed", "The stored version is another one.", { etag: file.httpEtag }]
			: ["range-not-satisfiable", `range: the file has ${file.size} bytes.`, { "content-range": `bytes */${file.size}` }];
	throw new ProblemError(...problem);
}
