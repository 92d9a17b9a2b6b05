import { expect, it } from "vitest";
import { answerPreflight, toCorsHeaders } from "../../local/api/cors.ts";
import { readRange } from "../../local/api/read-range.ts";

const APP = "https://app.example.com";
const RULES = [
	{
		allowed: { origins: [APP, "http://localhost:5173"], methods: ["GET", "PUT", "HEAD"], headers: ["Content-Type", "range"] },
		exposeHeaders: ["etag", "content-range"],
		maxAgeSeconds: 3_600,
	},
	{ allowed: { origins: ["*"], methods: ["GET"] } },
] as const;

const ask = (origin: string, method: string, headers?: string) =>
	answerPreflight(
		RULES,
		new Headers({ origin, "access-control-request-method": method, ...(headers ? { "access-control-request-headers": headers } : {}) }),
	);

it("lets a page send what a rule names, in a preflight", () => {
	expect(ask(APP, "PUT", "content-type, Range")).toEqual({
		"access-control-allow-origin": APP,
		vary: "origin",
		"access-control-allow-methods": "GET, PUT, HEAD",
		"access-control-allow-headers": "content-type, range",
		"access-control-max-age": "3600",
	});
	expect(ask("https://other.example", "GET")).toEqual({
		"access-control-allow-origin": "*",
		vary: "origin",
		"access-control-allow-methods": "GET",
	});
});

it("refuses another origin, method or header, and what is no preflight", () => {
	for (const origin of ["https://app.example.com.evil.example", "http://app.example.com", "null", "https://app.example.com:444"])
		expect(ask(origin, "PUT", "content-type")).toBeNull();
	expect(ask(APP, "DELETE")).toBeNull();
	expect(ask(APP, "PUT", "content-type, x-amz-acl")).toBeNull();
	expect(ask("https://other.example", "GET", "range")).toBeNull();
	expect(answerPreflight(RULES, new Headers({ origin: APP }))).toBeNull();
	expect(answerPreflight([], new Headers({ origin: APP, "access-control-request-method": "GET" }))).toBeNull();
});

it("lets a page read an answer where a rule has its origin and the method, and names what else it may see", () => {
	const origin = new Headers({ origin: APP });
	expect(toCorsHeaders(RULES, "PUT", origin)).toEqual({
		"access-control-allow-origin": APP,
		vary: "origin",
		"access-control-expose-headers": "etag, content-range",
	});
	expect(toCorsHeaders(RULES, "GET", new Headers({ origin: "https://other.example" }))).toMatchObject({
		"access-control-allow-origin": "*",
	});
	expect(toCorsHeaders(RULES, "PUT", new Headers({ origin: "https://other.example" }))).toEqual({});
	expect(toCorsHeaders(RULES, "GET", new Headers())).toEqual({});
	expect(toCorsHeaders([], "GET", origin)).toEqual({});
});

it("reads one range of bytes, and leaves aside what is none", () => {
	expect(readRange("bytes=0-0", 5)).toEqual({ offset: 0, length: 1 });
	expect(readRange("bytes=2-", 5)).toEqual({ offset: 2, length: 3 });
	expect(readRange("bytes=2-99", 5)).toEqual({ offset: 2, length: 3 });
	expect(readRange("bytes=-2", 5)).toEqual({ offset: 3, length: 2 });
	expect(readRange("bytes=-99", 5)).toEqual({ offset: 0, length: 5 });
	for (const header of ["bytes=5-", "bytes=-0", "bytes=9-12"]) expect(readRange(header, 5)).toBe("none");
	for (const header of [null, "", "bytes=3-2", "bytes=0-1,3-4", "lines=0-1", "bytes=-", "bytes=a-b"])
		expect(readRange(header, 5)).toBeNull();
});
