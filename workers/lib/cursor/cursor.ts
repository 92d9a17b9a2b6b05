import type { z } from "zod";
import { ProblemError } from "../problem.ts";

/** Longer than any cursor of ours: an id of 128 characters, a time and base64's third more. */
const MAX_LENGTH = 512;

const BASE64URL = { alphabet: "base64url", omitPadding: true } as const;

/** Where a list stopped, as text that says nothing to a client: base64url of JSON. */
export const toCursor = (position: unknown): string => new TextEncoder().encode(JSON.stringify(position)).toBase64(BASE64URL);

/** The position in a cursor, if it has the form that the route gives; else the problem `bad-cursor`. */
export function parseCursor<T>(schema: z.ZodType<T>, cursor: string): T {
	const result = schema.safeParse(cursor.length > MAX_LENGTH ? undefined : parseBase64Json(cursor));
	if (!result.success) throw new ProblemError("bad-cursor", "cursor: not one that this route gave; leave it out to begin anew.");
	return result.data;
}

/** The value in base64url of JSON; undefined where it is none. */
export function parseBase64Json(text: string): unknown {
	try {
		return JSON.parse(
			new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(Uint8Array.fromBase64(text, { alphabet: "base64url" })),
		);
	} catch {
		return undefined;
	}
}
