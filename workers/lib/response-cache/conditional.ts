/** `If-None-Match` compares weakly (RFC 9110 §13.1.2). */
const toWeak = (tag: string) => tag.trim().replace(/^W\//, "");

function isUnchanged(request: Request, response: Response): boolean {
	const etag = response.headers.get("etag");
	const ifNoneMatch = request.headers.get("if-none-match");
	if (ifNoneMatch !== null)
		return ifNoneMatch.trim() === "*" || (etag !== null && ifNoneMatch.split(",").map(toWeak).includes(toWeak(etag)));
	const since = Date.parse(request.headers.get("if-modified-since") ?? "");
	return Date.parse(response.headers.get("last-modified") ?? "") <= since;
}

/** What a 304 bears of the answer that it stands for (RFC 9110 §15.4.5). */
const KEPT = ["cache-control", "content-location", "date", "etag", "expires", "vary", "last-modified", "age"] as const;

/** The whole answer as this request wants it: 304 where it has it already, and no body for HEAD. */
export function toConditional(request: Request, response: Response): Response {
	if (response.status === 200 && isUnchanged(request, response)) {
		const headers = new Headers(KEPT.flatMap((name) => (response.headers.has(name) ? [[name, response.headers.get(name) ?? ""]] : [])));
		return new Response(null, { status: 304, headers });
	}
	return request.method === "HEAD" ? new Response(null, response) : response;
}
