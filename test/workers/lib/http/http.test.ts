import fc from "fast-check";
import { Hono } from "hono";
import { describe, expect, it } from "vitest";
import { parseEntityTags } from "../../../../workers/lib/http/entity-tags.ts";
import { toGzipHeaders } from "../../../../workers/lib/http/gzip-headers.ts";
import { makeAddRoute } from "../../../../workers/lib/http/make-add-route.ts";
import { assertJsonType } from "../../../../workers/lib/http/media-type.ts";
import { parseId, parseLimit } from "../../../../workers/lib/http/parameters.ts";
import { parseJsonText } from "../../../../workers/lib/http/parse-json-text.ts";
import { parseTime } from "../../../../workers/lib/http/parse-time.ts";
import { readBody } from "../../../../workers/lib/http/read-body.ts";
import { toProblemResponse } from "../../../../workers/lib/problem.ts";

const refused = (type: string) => expect.objectContaining({ type });

it("reads a time of RFC 3339 in any offset, and no day that isn't in its month", () => {
	expect(parseTime("2026-11-21T10:00:00.123456Z")).toBe(Date.UTC(2026, 10, 21, 10, 0, 0, 123));
	expect(parseTime("2026-11-21t12:00:00+02:00")).toBe(Date.UTC(2026, 10, 21, 10));
	expect(parseTime("2028-02-29T00:00:00z")).toBe(Date.UTC(2028, 1, 29));
	for (const text of [
		"2026-02-29T00:00:00Z",
		"2026-13-01T00:00:00Z",
		"2026-11-21",
		"2026-11-21T25:00:00Z",
		"2026-11-21T10:00:00",
		"",
		"now",
	])
		expect(parseTime(text)).toBeNull();
});

it("reads back every time that JavaScript writes", () => {
	const date = fc.date({ min: new Date(0), max: new Date("9999-12-31T00:00:00Z"), noInvalidDate: true });
	fc.assert(fc.property(date, (date) => void expect(parseTime(date.toISOString())).toBe(date.getTime())));
});

it("reads entity tags as RFC 9110 compares them", () => {
	expect(parseEntityTags("if-match", ' "a", W/"b","c"', "strong")).toEqual(['"a"', '"c"']);
	expect(parseEntityTags("if-none-match", 'W/"b"', "weak")).toEqual(['"b"']);
	expect(parseEntityTags("if-match", "*", "strong")).toEqual(["*"]);
	expect(parseEntityTags("if-match", undefined, "strong")).toBeNull();
	for (const header of ["abc", '"a" "b"', "", '"a",', `${'"a",'.repeat(200)}"a"`])
		expect(() => parseEntityTags("if-match", header, "strong")).toThrow(refused("bad-parameter"));
});

it("refuses a body that is too long, also one that doesn't say so", async () => {
	const toRequest = (body: BodyInit, headers = {}) => new Request("https://a", { method: "PUT", body, headers });
	const endless = new ReadableStream({ pull: (controller) => controller.enqueue(new Uint8Array(1000)) });
	await expect(readBody(toRequest(endless), 10_000)).rejects.toThrow(refused("too-large"));
	await expect(readBody(toRequest("x".repeat(11)), 10)).rejects.toThrow(refused("too-large"));
	expect(await readBody(toRequest("x".repeat(10)), 10)).toEqual(new TextEncoder().encode("x".repeat(10)));
	expect(await readBody(new Request("https://a"), 10)).toEqual(new Uint8Array());
});

it("keeps JSON text as it came and refuses what is none", () => {
	const bytes = new TextEncoder().encode(' {"a" : 1.0e2}\n');
	expect(parseJsonText(bytes)).toEqual({ text: ' {"a" : 1.0e2}\n', value: { a: 100 } });
	for (const bytes of [[], [0x7b], [0x22, 0xff, 0x22], [0xef, 0xbb, 0xbf, 0x31], [0x22, 0xed, 0xa0, 0x80, 0x22], [0x22, 0, 0x22]])
		expect(() => parseJsonText(Uint8Array.from(bytes))).toThrow(refused("bad-json"));
});

it("compresses for clients that take gzip, by their own words and not by what Cloudflare makes of them", () => {
	const encoding = (header: string | null, cf?: Record<string, unknown>) => {
		const headers = toGzipHeaders({ headers: new Headers(header === null ? {} : { "accept-encoding": header }), cf });
		expect(headers.vary).toBe("accept-encoding");
		return headers["content-encoding"];
	};
	const takers = ["gzip", "br, gzip", "deflate;q=1, GZIP; q=0.5", "x-gzip", "*", "identity;q=0.5, gzip", "gzip;q=0.001"];
	for (const header of takers) expect([header, encoding(header)]).toEqual([header, "gzip"]);
	const others = [null, "", "identity", "br", "gzip;q=0", "*, gzip;q=0", "*;q=0", "identity, gzip;q=0.5", "gzip;q=none", "gzippy"];
	for (const header of others) expect([header, encoding(header)]).toEqual([header, undefined]);
	expect(encoding("br, gzip", { clientAcceptEncoding: "" })).toBeUndefined();
	expect(encoding("br, gzip", { clientAcceptEncoding: "zstd, gzip" })).toBe("gzip");
	expect(encoding("br, gzip", { colo: "AMS" })).toBe("gzip");
});

it("takes JSON by any of its names, or by none", () => {
	for (const type of [undefined, "", "application/json", "Application/JSON; charset=utf-8", "application/ld+json"]) assertJsonType(type);
	for (const type of ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"])
		expect(() => assertJsonType(type)).toThrow(refused("unsupported-media-type"));
});

it("takes ids and limits by their rules", () => {
	expect(parseId("id", "a.b_c~d:e@f-0")).toBe("a.b_c~d:e@f-0");
	for (const id of [undefined, "", "a/b", "é", "a b", "x".repeat(129)]) expect(() => parseId("id", id)).toThrow(refused("bad-parameter"));
	expect([parseLimit(undefined), parseLimit("1"), parseLimit("100")]).toEqual([50, 1, 100]);
	for (const limit of ["0", "101", "-1", "1.5", "", "ten", "1e1"]) expect(() => parseLimit(limit)).toThrow(refused("bad-parameter"));
});

describe("a route", () => {
	const seen: string[] = [];
	const start = (options: Parameters<typeof makeAddRoute>[0]) => {
		const app = new Hono();
		app.onError((error) => toProblemResponse(error, ""));
		makeAddRoute(options)(app, "/dishes/:id", { GET: (c) => c.text("soup"), DELETE: (c) => c.body(null, 204) });
		return async (method: string) => {
			const { status, headers } = await app.request("/dishes/1", { method });
			return [status, headers.get("allow")];
		};
	};

	it("answers its methods, HEAD with GET, and tells the others by 405", async () => {
		const ask = start({});
		for (const [method, status] of [
			["GET", 200],
			["HEAD", 200],
			["DELETE", 204],
		] as const)
			expect(await ask(method)).toEqual([status, null]);
		for (const method of ["PUT", "OPTIONS"]) expect(await ask(method)).toEqual([405, "GET, DELETE, HEAD"]);
	});

	it("answers OPTIONS where it shall, and says its pattern whatever is answered", async () => {
		const ask = start({ answersOptions: true, onRoute: (_, pattern) => void seen.push(pattern) });
		expect(await ask("OPTIONS")).toEqual([204, "GET, DELETE, HEAD, OPTIONS"]);
		expect(await ask("PUT")).toEqual([405, "GET, DELETE, HEAD, OPTIONS"]);
		await ask("GET");
		expect(seen).toEqual(Array.from({ length: 3 }, () => "/dishes/:id"));
	});
});
