import { ProblemError } from "../problem.ts";

export interface JsonText {
	/** As it came, byte for byte. */
	readonly text: string;
	readonly value: unknown;
}

/** JSON in UTF-8, without a byte order mark (RFC 8259); anything else is the problem `bad-json`. */
export function parseJsonText(bytes: Uint8Array): JsonText {
	const text = decode(bytes);
	try {
		return { text, value: JSON.parse(text) };
	} catch (error) {
		throw new ProblemError("bad-json", `body: not JSON: ${error instanceof Error ? error.message : "unreadable"}.`);
	}
}

function decode(bytes: Uint8Array): string {
	try {
		return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
	} catch {
		throw new ProblemError("bad-json", "body: not UTF-8, which JSON must be.");
	}
}
