import { parseCacheControl } from "./cache-control.ts";

/** Statuses whose answer is whole and says nothing of one client: RFC 9110 §15.1, without 206 (a part) and 304 (no body). */
const STATUSES: readonly number[] = [200, 203, 204, 300, 301, 308, 404, 405, 410, 414, 501];

/** Words of `Cache-Control` that forbid a shared cache to keep an answer (RFC 9111 §5.2.2); `no-cache` would be asked about each time. */
const FORBIDDEN = ["no-store", "private", "no-cache"] as const;

export type Refusal =
	| "method"
	| "authorization"
	| "range"
	| "request-no-store"
	| "status"
	| "set-cookie"
	| "cache-control"
	| "vary"
	| "no-time";

/** Why a request is answered past the cache; null where the cache may answer it. HEAD is answered from what a GET left. */
export function refuseRequest(request: Request): Refusal | null {
	if (request.method !== "GET" && request.method !== "HEAD") return "method";
	if (request.headers.has("authorization")) return "authorization";
	const control = parseCacheControl(request.headers.get("cache-control"));
	return control.has("no-store") || control.has("no-cache") ? "request-no-store" : null;
}

/** Why an answer isn't kept; null where it may be. Only what says how long it is good is kept: nothing is guessed. */
export function refuseResponse(request: Request, response: Response): Refusal | null {
	if (request.method !== "GET") return "method";
	if (request.headers.has("range")) return "range";
	if (!STATUSES.includes(response.status)) return "status";
	if (response.headers.has("set-cookie")) return "set-cookie";
	const control = parseCacheControl(response.headers.get("cache-control"));
	if (FORBIDDEN.some((word) => control.has(word))) return "cache-control";
	if (toVaryNames(response).includes("*")) return "vary";
	return toMaxAge(response) > 0 ? null : "no-time";
}

/** Seconds; a shared cache's own before everyone's. */
export function toMaxAge(response: Response): number {
	const control = parseCacheControl(response.headers.get("cache-control"));
	const seconds = Number(control.get("s-maxage") ?? control.get("max-age") ?? 0);
	return Number.isFinite(seconds) ? seconds : 0;
}

/** The request headers that the answer depends on, sorted. */
export const toVaryNames = (response: Response): readonly string[] =>
	(response.headers.get("vary") ?? "")
		.split(",")
		.map((name) => name.trim().toLowerCase())
		.filter((name) => name !== "")
		.sort();
