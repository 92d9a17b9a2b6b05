import fc from "fast-check";
import { expect, it } from "vitest";
import { parseBookmarks, toBookmarkHeader } from "../../../../workers/lib/d1/bookmarks.ts";

const bookmark = fc.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{8}-[0-9a-f]{8}-[0-9a-f]{32}$/);
const bookmarks = fc.array(fc.tuple(fc.stringMatching(/^[a-z-]{1,20}-\d$/), bookmark), { maxLength: 16 });

it("gives back the bookmark of each shard", () => {
	fc.assert(
		fc.property(bookmarks, (entries) => {
			const given = new Map(entries);
			expect(parseBookmarks(toBookmarkHeader(given))).toEqual(given);
		}),
	);
	expect(parseBookmarks(undefined).size).toBe(0);
});

it("refuses with bad-bookmark whatever no answer gave", () => {
	const refused = expect.objectContaining({ type: "bad-bookmark" });
	fc.assert(fc.property(fc.string(), (text) => void expect(() => parseBookmarks(text)).toThrow(refused)));
	for (const value of ["first-primary", "", "0".repeat(56), 1])
		expect(() => parseBookmarks(btoa(JSON.stringify({ "pool-weur-0": value })))).toThrow(refused);
	expect(() => parseBookmarks("A".repeat(100_000))).toThrow(refused);
});
