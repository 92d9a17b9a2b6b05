import fc from "fast-check";
import { expect, it } from "vitest";
import { parseCursor, toCursor } from "../../../../workers/lib/cursor/cursor.ts";
import { eventsCursor, toCursorParts } from "../../../../workers/lib/events/event-key.ts";
import { recordsCursor } from "../../../../workers/lib/records/list-records.ts";

const id = fc.stringMatching(/^[\x21-\x7e]{0,128}$/);

it("gives back the position that it was made from", () => {
	fc.assert(
		fc.property(id, fc.nat({ max: Number.MAX_SAFE_INTEGER }), (id, time) => {
			expect(parseCursor(recordsCursor, toCursor(["records", id]))).toEqual(["records", id]);
			expect(parseCursor(eventsCursor, toCursor(toCursorParts({ time, id })))).toEqual(["events", time, id]);
		}),
	);
});

it("refuses with bad-cursor whatever the route didn't give", () => {
	const refused = expect.objectContaining({ type: "bad-cursor" });
	fc.assert(fc.property(fc.string(), (text) => void expect(() => parseCursor(eventsCursor, text)).toThrow(refused)));
	for (const position of [
		["records", "a"],
		["events", -1, "a"],
		["events", 1.5, "a"],
		["events", 1, "é"],
		["events", 1],
		null,
		{},
		"events",
	])
		expect(() => parseCursor(eventsCursor, toCursor(position))).toThrow(refused);
	expect(() => parseCursor(recordsCursor, toCursor(["records", "a".repeat(1000)]))).toThrow(refused);
});
