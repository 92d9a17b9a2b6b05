import { describe, expect, it } from "vitest";
import { assertSameOrigin } from "../../../../workers/lib/sessions/assert-same-origin.ts";
import { parseSessionCookie, toEndedCookie, toSessionCookie } from "../../../../workers/lib/sessions/session-cookie.ts";

const HTTPS = new URL("https://api.example.com/admin");
const LOCAL = new URL("http://localhost:8787/admin");

describe("a session's cookie", () => {
	it("is bound to its host and to HTTPS, but on the loopback of this machine", () => {
		expect(toSessionCookie(HTTPS, "t", 60)).toBe("__Host-session=t; Path=/; Max-Age=60; HttpOnly; SameSite=Strict; Secure");
		expect(toSessionCookie(LOCAL, "t", 60)).toBe("local-session=t; Path=/; Max-Age=60; HttpOnly; SameSite=Strict");
		expect(toSessionCookie(new URL("http://api.example.com"), "t", 60)).toContain("__Host-");
		expect(toSessionCookie(new URL("http://localhost.example.com"), "t", 60)).toContain("; Secure");
	});

	it("is read by its whole name alone", () => {
		expect(parseSessionCookie(HTTPS, "a=1; __Host-session=t.m; b=2")).toBe("t.m");
		for (const header of [undefined, "", "__Host-session=", "session=t", "x__Host-session=t", "local-session=t", "__host-session=t"])
			expect(parseSessionCookie(HTTPS, header)).toBeNull();
		expect(parseSessionCookie(LOCAL, toEndedCookie(LOCAL))).toBeNull();
	});
});

describe("a request with a cookie", () => {
	const ask = (method: string, headers: Record<string, string>) => () => assertSameOrigin(new Request(HTTPS, { method, headers }));

	it("may read from anywhere, since the browser keeps the answer from other sites", () => {
		expect(ask("GET", { "sec-fetch-site": "cross-site" })).not.toThrow();
	});

	it("may change something from a page of its own origin, in browsers of today and of yesterday", () => {
		expect(ask("POST", { "sec-fetch-site": "same-origin", origin: HTTPS.origin })).not.toThrow();
		expect(ask("DELETE", { origin: HTTPS.origin })).not.toThrow();
	});

	it.each([
		["nobody vouches for it", {}],
		["it comes from a sibling host", { "sec-fetch-site": "same-site" }],
		["it comes from the address bar", { "sec-fetch-site": "none" }],
		["its origin has another port", { origin: `${HTTPS.origin}:8443` }],
		["its origin is plain HTTP", { origin: "http://api.example.com" }],
		["its origin is hidden", { origin: "null" }],
	])("may change nothing where %s", (_, headers) => {
		expect(ask("POST", { ...headers })).toThrow(expect.objectContaining({ type: "cross-site" }));
	});
});
