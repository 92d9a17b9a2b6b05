import fc from "fast-check";
import { expect, it } from "vitest";
import { parseBytes, parseDuration, toMilliseconds } from "../../config/units.ts";

it.each([
	["250 ms", 0.25],
	["1 second", 1],
	["5 minutes", 300],
	["1.5 hours", 5_400],
	["14 days", 1_209_600],
	["0 seconds", 0],
])("reads %s as %d seconds", (text, seconds) => {
	expect(parseDuration(text)).toBe(seconds);
});

it.each(["5", "5 years", "-5 minutes", "minutes", "", "5 minutes and a bit", "1e3 seconds", "5 constructor"])(
	"refuses %j as a duration",
	(text) => {
		expect(parseDuration(text)).toBeNull();
	},
);

it.each([
	["64 KB", 64_000],
	["5 MiB", 5_242_880],
	["1.5 GB", 1_500_000_000],
	["10 B", 10],
])("reads %s as %d bytes", (text, bytes) => {
	expect(parseBytes(text)).toBe(bytes);
});

it.each(["64", "64 kb", "5 TB", "-1 KB", "1 iB"])("refuses %j as a size", (text) => {
	expect(parseBytes(text)).toBeNull();
});

it("keeps whole milliseconds whole through seconds and back", () => {
	fc.assert(
		fc.property(fc.nat(10_000_000), (milliseconds) => {
			const seconds = parseDuration(`${milliseconds} ms`);
			expect(seconds === null ? null : toMilliseconds(seconds)).toBe(milliseconds);
		}),
	);
});
