import { type CutRecord, cutRecords, type Position, type RecordForm } from "./cut-records.ts";

export interface RecordSource {
	/** Exactly these bytes of the file; rejects if it is another file by now. */
	readonly read: (offset: number, length: number) => Promise<Uint8Array>;
	readonly bytes: number;
	readonly form: RecordForm;
}

export interface RecordBounds {
	readonly chunkBytes: number;
	readonly maxRecordBytes: number;
}

const BOM = [0xef, 0xbb, 0xbf];

/** The whole records of the chunk at a position, and the position behind them. Nothing is asked for behind the file's end. */
export async function readRecords(
	{ read, bytes: size, form }: RecordSource,
	position: Position,
	{ chunkBytes, maxRecordBytes }: RecordBounds,
): Promise<{ readonly records: readonly CutRecord[]; readonly next: Position }> {
	// A chunk without a whole record is read again, as long as the longest one and a line's end.
	for (const wanted of [chunkBytes, maxRecordBytes + 1 + BOM.length]) {
		const length = Math.min(wanted, size - position.offset);
		const bytes = await read(position.offset, length);
		if (bytes.length !== length) throw new Error(`the file gave ${bytes.length} of ${length} bytes`);
		const atEnd = position.offset + length === size;
		const mark = position.offset === 0 && BOM.every((byte, index) => bytes[index] === byte) ? BOM.length : 0;
		const start = { ...position, offset: position.offset + mark };
		const cut = cutRecords(bytes.subarray(mark), start, { form, maxRecordBytes, atEnd });
		if (cut.next.offset > start.offset || atEnd) return cut;
	}
	throw new Error(`no record begins at byte ${position.offset}, nor is one too long`);
}
