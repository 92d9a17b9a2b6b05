import * as z from "zod";
import { ProblemError } from "../problem.ts";

/** What is kept of a multipart upload until it expires, as an object of the same bucket: a bucket lists no uploads to a Worker. */
const uploadRecord = z.strictObject({
	name: z.string().min(1),
	/** R2's own id. */
	upload: z.string().min(1),
	contentType: z.string().min(1),
	bytes: z.int().min(1),
	partBytes: z.int().min(1),
});

export type UploadRecord = Readonly<z.infer<typeof uploadRecord>>;

/** Null for what we didn't write. */
export function parseUploadRecord(text: string): UploadRecord | null {
	try {
		return uploadRecord.safeParse(JSON.parse(text)).data ?? null;
	} catch {
		return null;
	}
}

/** A version 7 UUID: it begins with the milliseconds since 1970. */
const UPLOAD_ID = /^(?<high>[0-9a-f]{8})-(?<low>[0-9a-f]{4})-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** When an upload began, by its id; null for what is none. */
export function toStartOf(id: string): number | null {
	const { high, low } = UPLOAD_ID.exec(id)?.groups ?? {};
	return high !== undefined && low !== undefined ? Number.parseInt(high + low, 16) : null;
}

export const countParts = ({ bytes, partBytes }: Pick<UploadRecord, "bytes" | "partBytes">): number => Math.ceil(bytes / partBytes);

/** All parts are equal, the last one apart, which has the rest. */
export const toPartLength = (record: UploadRecord, part: number): number =>
	part < countParts(record) ? record.partBytes : record.bytes - (part - 1) * record.partBytes;

/** At most 10,000 (/r2/objects/upload-objects/, 2026-09-17). */
const MAX_PARTS = 10_000;
const MIB = 1_048_576;

/** The plan's length of a part, or as many MiB as a long file needs. */
export const toPartBytes = (bytes: number, planned: number): number =>
	bytes <= planned * MAX_PARTS ? planned : Math.ceil(bytes / MAX_PARTS / MIB) * MIB;

/** A part's number in a path. */
export function parsePart(text: string | undefined): number {
	const part = /^[1-9]\d{0,4}$/.test(text ?? "") ? Number(text) : 0;
	if (part >= 1 && part <= MAX_PARTS) return part;
	throw new ProblemError("bad-parameter", `part: must be a whole number from 1 to ${MAX_PARTS}`);
}
