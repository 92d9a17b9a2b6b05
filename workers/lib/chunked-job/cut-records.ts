/** Where a record ends in a text: at each line, or at a line's end outside of quotes (RFC 4180). */
export type RecordForm = "lines" | "quoted-lines";

export interface CutRecord {
	/** Of its first line; the first of a file is 1. */
	readonly line: number;
	/** Without its line's end; null for one that is none, and why. */
	readonly bytes: Uint8Array | null;
	readonly fault: string | null;
}

/** Where reading stands: behind all whole records. */
export interface Position {
	readonly offset: number;
	/** Of the next record. */
	readonly line: number;
	/** In the rest of a line that was found too long and is reported already. */
	readonly skipping: boolean;
}

export interface CutOptions {
	readonly form: RecordForm;
	readonly maxRecordBytes: number;
	/** Nothing follows these bytes. */
	readonly atEnd: boolean;
}

const LF = 10;
const CR = 13;
const QUOTE = 34;
const COMMA = 44;

/**
 * Cuts the bytes at `start.offset` of a file into its whole records; what is left begins the next call. Bytes and not text: a character or a
 * record may go on in bytes that aren't here. What a record is doesn't depend on where a chunk ends: one that is longer than
 * `maxRecordBytes`, or whose quote nobody closes, costs its first line and reading goes on behind that.
 */
export function cutRecords(
	bytes: Uint8Array,
	start: Position,
	{ form, maxRecordBytes, atEnd }: CutOptions,
): { readonly records: readonly CutRecord[]; readonly next: Position } {
	const findEnd = form === "lines" ? findLine : findQuotedLine;
	const records: CutRecord[] = [];
	let { line } = start;
	let at = 0;
	const stop = (skipping = false) => ({ records, next: { offset: start.offset + at, line, skipping } });

	/** Behind the line at `at`; false where it goes on after these bytes. */
	const skipLine = (): boolean => {
		const end = findLine(bytes, at);
		at = end === null ? bytes.length : end + 1;
		if (end !== null || atEnd) line += 1;
		return end !== null || atEnd;
	};
	if (start.skipping && !skipLine()) return stop(true);

	while (at < bytes.length) {
		const found = findEnd(bytes, at);
		const tooLong = (found ?? bytes.length) - at > maxRecordBytes;
		if (found === null && !atEnd && !tooLong) return stop();
		const end = found ?? bytes.length;
		const isOpen = form === "quoted-lines" && found === null && endsInQuotes(bytes, at);
		if (tooLong || isOpen) {
			records.push({ line, bytes: null, fault: tooLong ? `is longer than ${maxRecordBytes} bytes` : "opens a quote that nobody closes" });
			if (!skipLine()) return stop(true);
		} else {
			records.push({ line, bytes: trimEnd(bytes.subarray(at, end)), fault: null });
			line += countLines(bytes, at, end) + 1;
			at = end + 1;
		}
	}
	at = Math.min(at, bytes.length);
	return stop();
}

function findLine(bytes: Uint8Array, from: number): number | null {
	const end = bytes.indexOf(LF, from);
	return end === -1 ? null : end;
}

/** The line's end behind the last quote; null where there is none yet, or a quote is open. */
function findQuotedLine(bytes: Uint8Array, from: number): number | null {
	let fieldStart = true;
	for (let at = from; at < bytes.length; at += 1) {
		const byte = bytes[at];
		if (byte === LF) return at;
		if (fieldStart && byte === QUOTE) {
			const close = findClosingQuote(bytes, at + 1);
			if (close === null) return null;
			at = close;
			fieldStart = false;
		} else fieldStart = byte === COMMA;
	}
	return null;
}

/** Two quotes in quotes are one quote; a quote that ends the bytes may be the first of two. */
function findClosingQuote(bytes: Uint8Array, from: number): number | null {
	for (let at = bytes.indexOf(QUOTE, from); at !== -1; at = bytes.indexOf(QUOTE, at + 2)) if (bytes[at + 1] !== QUOTE) return at;
	return null;
}

/** Whether a record that the file's end ends is in an open quote. */
function endsInQuotes(bytes: Uint8Array, from: number): boolean {
	let fieldStart = true;
	for (let at = from; at < bytes.length; at += 1) {
		if (fieldStart && bytes[at] === QUOTE) {
			const close = findClosingQuote(bytes, at + 1);
			if (close === null) return true;
			at = close;
			fieldStart = false;
		} else fieldStart = bytes[at] === COMMA;
	}
	return false;
}

const trimEnd = (bytes: Uint8Array) => (bytes.at(-1) === CR ? bytes.subarray(0, -1) : bytes);

function countLines(bytes: Uint8Array, from: number, to: number): number {
	let count = 0;
	for (let at = bytes.indexOf(LF, from); at !== -1 && at < to; at = bytes.indexOf(LF, at + 1)) count += 1;
	return count;
}
