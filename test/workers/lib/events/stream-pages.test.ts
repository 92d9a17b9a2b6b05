import { expect, it } from "vitest";
import { parseCursor } from "../../../../workers/lib/cursor/cursor.ts";
import { type EventKey, eventsCursor } from "../../../../workers/lib/events/event-key.ts";
import { streamPages } from "../../../../workers/lib/events/stream-pages.ts";

const page = (from: number, isLast = false) => ({
	items: [from, from - 1].map((time) => ({ time, id: `e${time}`, event: `{"id":"e${time}",\n "data":"a\\nb"}` })),
	horizon: isLast ? null : { time: from - 1, id: `e${from - 1}` },
});

async function read(stream: ReadableStream<Uint8Array>): Promise<{ readonly text: string; readonly fault: string | null }> {
	let text = "";
	const decoder = new TextDecoder();
	try {
		for await (const chunk of stream) text += decoder.decode(chunk, { stream: true });
		return { text, fault: null };
	} catch (error) {
		return { text, fault: String(error) };
	}
}

const toLines = (text: string) =>
	text
		.trimEnd()
		.split("\n")
		.map((line) => JSON.parse(line));

it("gives each event a line, a cursor behind each page, and says where it is whole", async () => {
	const { text, fault } = await read(streamPages(page(9), { readPage: async ({ time }) => page(time - 1, true), mayGoOn: () => true }));
	const lines = toLines(text);
	expect([fault, lines.map(({ id }) => id)]).toEqual([null, ["e9", "e8", undefined, "e7", "e6", undefined]]);
	expect(parseCursor(eventsCursor, lines[2].cursor)).toEqual(["events", 8, "e8"]);
	expect([lines[0].data, lines.at(-1)]).toEqual(["a\nb", { end: true }]);
});

it("reads a page only when it is asked for", async () => {
	const asked: EventKey[] = [];
	const readPage = async (after: EventKey) => {
		asked.push(after);
		return page(after.time - 1);
	};
	const reader = streamPages(page(9), { readPage, mayGoOn: () => true }).getReader();
	await reader.read();
	expect(asked).toEqual([]);
	await reader.read();
	expect(asked).toEqual([{ time: 8, id: "e8" }]);
	await reader.cancel();
});

it("breaks off where a page fails, behind the cursor to go on from and without the line of a whole export", async () => {
	const { text, fault } = await read(
		streamPages(page(9), { readPage: () => Promise.reject(new Error("R2 is down")), mayGoOn: () => true }),
	);
	expect(fault).toContain("R2 is down");
	expect(toLines(text).at(-1)).toEqual({ cursor: expect.any(String) });
	expect(text).not.toContain("end");
});

it("ends with a cursor where it may not go on", async () => {
	const { text, fault } = await read(streamPages(page(9), { readPage: async () => page(7), mayGoOn: () => false }));
	expect([fault, toLines(text).length, Object.keys(toLines(text).at(-1))]).toEqual([null, 3, ["cursor"]]);
});
