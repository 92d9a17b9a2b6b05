import { ProblemError } from "../problem.ts";

declare const brand: unique symbol;
/** A name that was checked: safe as the end of a key, whatever stands before it. */
export type FileName = string & { readonly [brand]: "FileName" };

/** A key has 1,024 bytes (/r2/platform/limits/, 2026-06-08); the rest is for what stands before the name. */
const MAX_BYTES = 900;
const MAX_SEGMENT = 255;

/** Control characters, the backslash that some systems take for a slash, and halves of surrogate pairs, which have no UTF-8. */
const FORBIDDEN = /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}\\]/u;

const RULE = `must be 1 to ${MAX_BYTES} bytes of segments parted by /, none of them empty, "." or "..", none with control characters or \\`;

const isSegment = (segment: string) =>
	segment !== "" &&
	segment !== "." &&
	segment !== ".." &&
	segment.length <= MAX_SEGMENT &&
	!FORBIDDEN.test(segment) &&
	!segment.includes("/");

const isFileName = (name: string, segments: readonly string[]): name is FileName =>
	segments.every(isSegment) && name.isWellFormed() && new TextEncoder().encode(name).byteLength <= MAX_BYTES;

const refusal = (found: string) => new ProblemError("bad-parameter", `name: ${JSON.stringify(found.slice(0, 200))} ${RULE}.`);

/** A file's name as text: `invoices/2026/01.pdf`. */
export function parseFileName(name: string): FileName {
	if (isFileName(name, name.split("/"))) return name;
	throw refusal(name);
}

/** A file's name in a path, each segment decoded by itself: a slash that was encoded would be a second spelling of another name, and is refused. */
export function parseFilePath(path: string): FileName {
	const segments = path.split("/").map(decode);
	const name = segments.join("/");
	if (isFileName(name, segments)) return name;
	throw refusal(path);
}

function decode(segment: string): string {
	try {
		return decodeURIComponent(segment);
	} catch {
		throw refusal(segment);
	}
}

/** The name as a path, each character that isn't unreserved in RFC 3986 percent-encoded: the form that Signature V4 signs. */
export const toPath = (name: string): string =>
	name
		.split("/")
		.map((segment) => encodeURIComponent(segment).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`))
		.join("/");
