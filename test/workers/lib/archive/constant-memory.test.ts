import { gunzipSync } from "node:zlib";
import { expect, it } from "vitest";
import { parseRowKey } from "../../../../workers/lib/archive/archive-manifest.ts";
import { type LinePage, makePart } from "../../../../workers/lib/archive/make-part.ts";
import { streamEvents } from "../../../../workers/lib/archive/stream-events.ts";
import { makeRow } from "../events/sample-events.ts";

const MIB = 1024 * 1024;
const SIZES = { partBytes: 8 * MIB, blockBytes: MIB };
/** 1,000 MB with `VITE_ARCHIVE_MB=1000`: the test run itself need not take so long. */
const MEGABYTES = import.meta.env["VITE_ARCHIVE_MB"];
const BYTES = Number(MEGABYTES ?? 64) * 1_000_000;
const EVENT_BYTES = 8_000;
const EVENTS = BYTES / EVENT_BYTES;
const PAGE = 250;

/** Text of which half compresses away; made anew for each page, so that nothing but the code under test holds it. */
const noise = () => crypto.getRandomValues(new Uint8Array(EVENT_BYTES / 2)).toHex();

/** A page of rows, the first of them at `start`. */
function toPage(length: number, start: number, makeEvent: () => string): LinePage {
	const lines = Array.from({ length }, (_, i) => {
		const { tenant, time, id, type, event } = makeRow(`e${start + i}`, { time: start + i, event: makeEvent() });
		return { position: JSON.stringify({ tenant, time, id }), text: JSON.stringify({ tenant, time, id, type, event }) };
	});
	return { lines, next: lines.at(-1)?.position ?? null };
}

it("archives any amount with a part, a block and a page in memory", async () => {
	let [readAhead, held, most] = [0, 0, 0];
	const readLines = async (after: string | null) => {
		const start = after === null ? 0 : parseRowKey(after).time + 1;
		readAhead = Math.max(readAhead, start + PAGE);
		return toPage(Math.min(PAGE, EVENTS - start), start, () => `"${noise()}"`);
	};
	let [events, bytes] = [0, 0];
	const started = Date.now();
	for (let after: string | null = null, isLast = false; !isLast; ) {
		const part: Awaited<ReturnType<typeof makePart>> = await makePart(readLines, after, SIZES);
		after = part.blocks.at(-1)?.last ?? null;
		isLast = part.isLast;
		events += part.blocks.reduce((sum, block) => sum + block.rows, 0);
		bytes += part.bytes.length;
		// Rows that were read and aren't in a part yet: they are all that can be buffered beside it.
		held = (readAhead - events) * EVENT_BYTES;
		most = Math.max(most, held, part.bytes.length);
	}
	if (MEGABYTES)
		console.log(
			JSON.stringify({ events, rawMB: BYTES / 1e6, archivedMB: bytes / 1e6, mostBufferedMB: most / 1e6, ms: Date.now() - started }),
		);
	expect(events).toBe(EVENTS);
	expect(most).toBeLessThanOrEqual(SIZES.partBytes + MIB + 2 * PAGE * EVENT_BYTES);
}, 600_000);

it("reads few pages a part however well they compress, since each may be a call of another Worker", async () => {
	const PAGES = 100;
	let reads = 0;
	const readLines = async (after: string | null) => {
		reads += 1;
		const start = after === null ? 0 : parseRowKey(after).time + 1;
		return toPage(Math.min(10, PAGES * 10 - start), start, () => '""');
	};
	const parts = [];
	for (let after: string | null = null, isLast = false; !isLast; ) {
		reads = 0;
		const part: Awaited<ReturnType<typeof makePart>> = await makePart(readLines, after, { partBytes: 65_536, blockBytes: 4_096 });
		expect(reads).toBeLessThanOrEqual(30);
		after = part.blocks.at(-1)?.last ?? null;
		isLast = part.isLast;
		parts.push(part);
	}
	expect(parts.slice(0, -1).map(({ bytes }) => bytes.length)).toEqual([65_536, 65_536, 65_536]);
	const text = new TextDecoder().decode(gunzipSync(await new Blob(parts.map(({ bytes }) => bytes)).bytes()));
	expect(
		text
			.trimEnd()
			.split("\n")
			.map((line) => JSON.parse(line).id),
	).toEqual(Array.from({ length: PAGES * 10 }, (_, id) => `e${id}`));
});

it("reads the next block only when the receiver asks for it", async () => {
	const readLines = async (after: string | null) => toPage(after === null ? 40 : 0, 0, () => "{}");
	const part = await makePart(readLines, null, { partBytes: MIB, blockBytes: 250 });
	const { bytes } = part;
	const blocks = part.blocks.map(({ rows, first, last, ...block }) => ({
		...block,
		events: rows,
		first: parseRowKey(first),
		last: parseRowKey(last),
	}));
	const manifest = {
		version: 1,
		object: "o",
		shard: "s",
		partition: "p",
		layer: 0,
		events: 40,
		bytes: bytes.length,
		sha256: "",
		parts: [],
		blocks,
	};
	const reads: number[] = [];
	const store = {
		get: async (key: string, options?: { readonly range: { readonly offset: number; readonly length: number } }) => {
			const { offset = 0, length = 0 } = options?.range ?? {};
			if (key === "o") reads.push(offset);
			const content = key === "o" ? bytes.slice(offset, offset + length) : new TextEncoder().encode(JSON.stringify(manifest));
			const response = new Response(content);
			return {
				body: new ReadableStream<Uint8Array>(),
				size: content.length,
				text: () => response.text(),
				arrayBuffer: () => response.arrayBuffer(),
			};
		},
	};
	const reader = streamEvents(store, "m", { tenant: "demo", from: 0, to: 100 }).getReader();
	expect(reads).toEqual([]);
	for (let asked = 1; asked <= 3; asked++) {
		await reader.read();
		expect(reads.length).toBe(asked);
	}
	expect(blocks.length).toBeGreaterThan(5);
	await reader.cancel();
});
