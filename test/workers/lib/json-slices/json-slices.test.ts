import fc from "fast-check";
import { expect, it } from "vitest";
import { insertMember, sliceElements } from "../../../../workers/lib/json-slices/json-slices.ts";

/** JSON text with space of any kind between its tokens. */
const space = fc.stringMatching(/^[ \t\r\n]{0,3}$/);
const element = fc.tuple(space, fc.json({ maxDepth: 4 }), space);

it("gives the text of each element, whatever stands inside and around it", () => {
	fc.assert(
		fc.property(fc.array(element), space, (elements, outside) => {
			const array = `${outside}[${elements.map((parts) => parts.join("")).join(",")}]${outside}`;
			expect(sliceElements(array)).toEqual(elements.map(([, json]) => json));
		}),
	);
});

it("agrees with JSON.parse on what the elements are", () => {
	fc.assert(
		fc.property(fc.array(fc.jsonValue({ maxDepth: 5 })), fc.constantFrom(undefined, 1, "\t"), (values, indent) => {
			const slices = sliceElements(JSON.stringify(values, null, indent));
			expect(slices.map((slice): unknown => JSON.parse(slice))).toEqual(JSON.parse(JSON.stringify(values)));
		}),
	);
});

it("isn't led astray by brackets, commas, quotes and backslashes in strings", () => {
	expect(sliceElements(String.raw`["],[", {"a\"]": "\\"} ,"\\\"", []]`)).toEqual([
		'"],["',
		String.raw`{"a\"]": "\\"}`,
		String.raw`"\\\""`,
		"[]",
	]);
});

it("takes nesting deeper than a stack of calls would", () => {
	const deep = `${"[".repeat(200_000)}${"]".repeat(200_000)}`;
	expect(sliceElements(`[${deep},1]`)).toEqual([deep, "1"]);
});

it("inserts a member and leaves every other character as it is", () => {
	const text = ' {\n "a" : 1.0, "b":"\\u0041" }';
	const longer = insertMember(text, "time", 'x"y');
	expect(longer.replace(String.raw`"time":"x\"y",`, "")).toBe(text);
	expect(JSON.parse(longer)).toEqual({ time: 'x"y', a: 1, b: "A" });
});
