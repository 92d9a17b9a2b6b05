import fc from "fast-check";
import { expect, it } from "vitest";
import { parseByteRange, resolveRange } from "../../../../workers/lib/files/byte-range.ts";
import { parseContentType } from "../../../../workers/lib/files/content-type.ts";
import { makeFileKeys } from "../../../../workers/lib/files/file-keys.ts";
import { parseFileName, parseFilePath, toPath } from "../../../../workers/lib/files/file-name.ts";
import { toDisposition } from "../../../../workers/lib/files/file-signer.ts";
import { judgeConditions } from "../../../../workers/lib/files/judge-conditions.ts";
import { countParts, toPartBytes, toPartLength } from "../../../../workers/lib/files/upload-record.ts";
import { ProblemError } from "../../../../workers/lib/problem.ts";

const isRefused = (run: () => unknown) => {
	try {
		run();
		return false;
	} catch (error) {
		return error instanceof ProblemError;
	}
};

it("lets no name leave its tenant's prefix, whatever it is made of", () => {
	const piece = fc.constantFrom(
		"..",
		".",
		"/",
		"\\",
		"%2f",
		"%2F",
		"%2e",
		"%5c",
		"%00",
		"\u0000",
		"a",
		"b",
		"files",
		"other",
		"é",
		"\ud800",
		"\u202e",
	);
	fc.assert(
		fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
			const path = pieces.join("");
			if (isRefused(() => parseFilePath(path))) return;
			const key = makeFileKeys("acme").toFile(parseFilePath(path));
			expect(key.startsWith("files/acme/")).toBe(true);
			expect(new URL(`https://h/${key}`).pathname.startsWith("/files/acme/")).toBe(true);
			expect(/\p{Cc}/u.test(key)).toBe(false);
		}),
	);
});

it("gives two tenants no key in common", () => {
	const tenant = fc.stringMatching(/^[a-z0-9][a-z0-9-]{0,8}$/);
	fc.assert(
		fc.property(tenant, tenant, fc.stringMatching(/^[a-z/]{1,12}$/), (one, two, name) => {
			fc.pre(one !== two && !isRefused(() => parseFileName(name)));
			expect(makeFileKeys(one).toFile(parseFileName(name)).startsWith(makeFileKeys(two).files)).toBe(false);
		}),
	);
	for (const id of ["", "a/b", "..", "../x"]) expect(() => makeFileKeys(id)).toThrow();
});

it("writes a name as a path that is read as the same name", () => {
	fc.assert(
		fc.property(fc.string({ unit: "grapheme", minLength: 1, maxLength: 40 }), (name) => {
			fc.pre(!isRefused(() => parseFileName(name)));
			expect(parseFilePath(toPath(name))).toBe(name);
			expect(parseFilePath(new URL(`https://h/${toPath(name)}`).pathname.slice(1))).toBe(name);
		}),
	);
});

it("cuts any range to bytes that the file has", () => {
	const header = fc.oneof(
		fc.tuple(fc.nat(30), fc.nat(30)).map(([first, last]) => `bytes=${first}-${last}`),
		fc.nat(30).map((first) => `bytes=${first}-`),
		fc.nat(30).map((length) => `bytes=-${length}`),
	);
	fc.assert(
		fc.property(header, fc.nat(20), (text, size) => {
			const range = parseByteRange(text);
			const found = range && resolveRange(range, size);
			if (found) expect(0 <= found.first && found.first <= found.last && found.last < size).toBe(true);
			const bytes = Array.from({ length: size }, (_, index) => index);
			const [, first = "", last = ""] = /=(\d*)-(\d*)/.exec(text) ?? [];
			const wanted =
				first === ""
					? bytes.slice(Math.max(0, size - Number(last)))
					: bytes.slice(Number(first), last === "" ? undefined : Number(last) + 1);
			if (range) expect(found ? bytes.slice(found.first, found.last + 1) : []).toEqual(wanted);
		}),
	);
	for (const other of [null, "", "items=0-1", "bytes=", "bytes=-", "bytes=a-b", "bytes=5-2", "bytes=0-1,2-3", "bytes=1e3-"])
		expect(parseByteRange(other)).toBeNull();
});

it("parts a file into equal parts, its last one apart, 10,000 at most", () => {
	fc.assert(
		fc.property(fc.integer({ min: 1, max: 5_492_077_255_229 }), (bytes) => {
			const record = { name: "a", upload: "u", contentType: "t", bytes, partBytes: toPartBytes(bytes, 16_777_216) };
			const parts = countParts(record);
			expect(parts).toBeLessThanOrEqual(10_000);
			expect((parts - 1) * toPartLength(record, 1) + toPartLength(record, parts)).toBe(bytes);
			expect(toPartLength(record, parts)).toBeLessThanOrEqual(record.partBytes);
		}),
	);
});

it("judges conditions in the order of RFC 9110", () => {
	const version = { httpEtag: '"v"', uploaded: new Date("2026-11-21T00:00:00.900Z") };
	const judge = (headers: Record<string, string>) => judgeConditions(new Headers(headers), version);
	expect(judge({})).toBe("send");
	expect(judge({ "if-match": '"v"', "if-none-match": '"v"' })).toBe("unchanged");
	expect(judge({ "if-match": 'W/"v"' })).toBe("failed");
	expect(judge({ "if-none-match": 'W/"v"' })).toBe("unchanged");
	expect(judge({ "if-none-match": '"x"', "if-modified-since": "Sat, 21 Nov 2026 00:00:00 GMT" })).toBe("send");
	expect(judge({ "if-modified-since": "Sat, 21 Nov 2026 00:00:00 GMT" })).toBe("unchanged");
	expect(judge({ "if-unmodified-since": "Fri, 20 Nov 2026 23:59:59 GMT" })).toBe("failed");
	expect(judge({ "if-unmodified-since": "never" })).toBe("send");
});

it("takes content types that the list covers, and nothing that isn't one", () => {
	const allowed = ["image/*", "text/csv"];
	expect(parseContentType("Image/PNG", allowed)).toBe("Image/PNG");
	expect(parseContentType('text/csv; charset="utf-8"', allowed)).toBe('text/csv; charset="utf-8"');
	for (const type of [null, "", "text", "text/html", "image/", "text/csv\r\nx: y", "text/csv; a", `image/${"x".repeat(100)}`, "image/é"])
		expect(isRefused(() => parseContentType(type, allowed))).toBe(true);
});

it("names a download so that no quote or line ends the header", () => {
	expect(toDisposition('a/b"c\\é.txt')).toBe(`attachment; filename="b_c__.txt"; filename*=UTF-8''b%22c%5C%C3%A9.txt`);
});
