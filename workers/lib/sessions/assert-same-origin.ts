import { ProblemError } from "../problem.ts";

const SAFE = new Set(["GET", "HEAD", "OPTIONS"]);

const refusal = (detail: string) => new ProblemError("cross-site", detail);

/**
 * Throws for a request that changes something and that a page of another origin made: the browser adds the cookie by itself.
 * Every browser of today says in `Sec-Fetch-Site` where a request comes from, older ones say `Origin`; without either
 * nobody vouches for it.
 */
export function assertSameOrigin(request: Request): void {
	if (SAFE.has(request.method)) return;
	const site = request.headers.get("sec-fetch-site");
	const origin = request.headers.get("origin");
	if (site === null && origin === null) throw refusal("Origin: is missing; with a cookie, send the origin of this service.");
	if (site !== null && site !== "same-origin") throw refusal(`Sec-Fetch-Site: ${site}; must be same-origin with a cookie.`);
	const own = new URL(request.url).origin;
	if (origin !== null && origin !== own) throw refusal(`Origin: must be ${own} with a cookie.`);
}
