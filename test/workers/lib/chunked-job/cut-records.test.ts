import fc from "fast-check";
import { expect, it } from "vitest";
import type { CutRecord, RecordForm } from "../../../../workers/lib/chunked-job/cut-records.ts";
import { readRecords } from "../../../../workers/lib/chunked-job/read-records.ts";

const MAX = 24;
const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** All records of a file, read in chunks of a size, and the ranges that were asked for. */
async function readAll(bytes: Uint8Array, form: RecordForm, chunkBytes: number) {
	const ranges: (readonly [offset: number, length: number])[] = [];
	const records: CutRecord[] = [];
	const read = async (offset: number, length: number) => {
		ranges.push([offset, length]);
		return bytes.slice(offset, offset + length);
	};
	let position = { offset: 0, line: 1, skipping: false };
	while (position.offset < bytes.length) {
		const cut = await readRecords({ read, bytes: bytes.length, form }, position, { chunkBytes, maxRecordBytes: MAX });
		expect(cut.next.offset).toBeGreaterThan(position.offset);
		records.push(...cut.records);
		position = cut.next;
	}
	return { ranges, records: records.map(({ line, bytes, fault }) => ({ line, hex: bytes?.toHex() ?? null, fault })) };
}

const piece = fc.constantFrom("a", "é", "😀", '"', '""', ",", "\n", "\r\n", '"a,\nb"', "x".repeat(30), "\ufeff", " ");
const text = fc.array(piece, { maxLength: 20 }).map((pieces) => pieces.join(""));

it.for(["lines", "quoted-lines"] as const)("cuts a text into the same %s whatever a chunk's size", async (form) => {
	await fc.assert(
		fc.asyncProperty(text, fc.integer({ min: 1, max: 40 }), async (content, chunkBytes) => {
			const bytes = encoder.encode(content);
			const whole = await readAll(bytes, form, bytes.length + MAX + 1);
			const { records, ranges } = await readAll(bytes, form, chunkBytes);
			expect(records).toEqual(whole.records);
			for (const [offset, length] of ranges) expect(offset + length).toBeLessThanOrEqual(bytes.length);
		}),
		{ numRuns: 300 },
	);
});

it("cuts lines where a plain split does, as long as none is too long", async () => {
	await fc.assert(
		fc.asyncProperty(
			fc.array(fc.constantFrom("a", "é", "😀", "", "ab,c"), { maxLength: 12 }),
			fc.integer({ min: 1, max: 30 }),
			async (lines, chunkBytes) => {
				const bytes = encoder.encode(lines.map((line) => `${line}\n`).join(""));
				const { records } = await readAll(bytes, "lines", chunkBytes);
				expect(records.map(({ hex }) => decoder.decode(Uint8Array.fromHex(hex ?? "")))).toEqual(lines);
				expect(records.map(({ line }) => line)).toEqual(lines.map((_, index) => index + 1));
			},
		),
	);
});

it("takes quoted line ends for a part of their record, and counts them", async () => {
	const { records } = await readAll(encoder.encode('a,"b\n""c"\r\nd\n"e'), "quoted-lines", 1000);
	expect(records.map(({ line, fault }) => [line, fault])).toEqual([
		[1, null],
		[3, null],
		[4, "opens a quote that nobody closes"],
	]);
});

it("leaves out one line where a quote is never closed or a line is too long, and not the rest of the file", async () => {
	const long = "x".repeat(MAX + 1);
	for (const [form, content] of [
		["lines", `a\n${long}\nb`],
		["quoted-lines", `a\n"${long}\nb`],
		["quoted-lines", 'a\n"open\nb'],
	] as const) {
		const { records } = await readAll(encoder.encode(content), form, 7);
		expect(records.map(({ line, hex }) => [line, hex && decoder.decode(Uint8Array.fromHex(hex))])).toEqual([
			[1, "a"],
			[2, null],
			[3, "b"],
		]);
	}
});
