/**
 * HTTP errors as RFC 9457 problem details. `type` is stable: clients may compare it.
 * The table is the whole list; a test holds the documentation to it.
 */
export const PROBLEMS = {
	"bad-request": { status: 400, title: "The request is malformed" },
	"bad-json": { status: 400, title: "The body is not the JSON that is expected" },
	"bad-parameter": { status: 400, title: "A parameter is outside its rule" },
	"bad-cursor": { status: 400, title: "The cursor is not one that this route gave" },
	"bad-bookmark": { status: 400, title: "The bookmark is not one that this route gave" },
	unauthenticated: { status: 401, title: "A valid key is needed" },
	"key-revoked": { status: 403, title: "The key was revoked" },
	"cross-site": { status: 403, title: "The request comes from a page of another site" },
	"not-found": { status: 404, title: "There is nothing here" },
	"method-not-allowed": { status: 405, title: "The route has no such method" },
	conflict: { status: 409, title: "It doesn't go with what is there" },
	"length-required": { status: 411, title: "The request must say how long its body is" },
	"precondition-failed": { status: 412, title: "The stored version is another one" },
	"too-large": { status: 413, title: "The body is too large" },
	"unsupported-media-type": { status: 415, title: "The content type is not one that this route reads" },
	"range-not-satisfiable": { status: 416, title: "The file has none of these bytes" },
	"budget-exhausted": { status: 429, title: "The budget of the period is used up" },
	"rate-limited": { status: 429, title: "Too many requests" },
	internal: { status: 500, title: "The fault is ours" },
	"no-room": { status: 507, title: "There is no room for it" },
	"not-offered": { status: 501, title: "This installation does not offer it" },
	"try-again": { status: 503, title: "Not now; try again" },
} as const satisfies Record<string, { readonly status: number; readonly title: string }>;

export type ProblemType = keyof typeof PROBLEMS;

export const isProblemType = (type: string): type is ProblemType => Object.hasOwn(PROBLEMS, type);

/** Thrown anywhere in a request, answered as problem details. `detail` is shown to the client: no secrets, no internals. */
export class ProblemError extends Error {
	readonly type: ProblemType;
	readonly headers: Readonly<Record<string, string>>;

	constructor(type: ProblemType, detail: string, headers: Readonly<Record<string, string>> = {}) {
		super(detail);
		this.name = "ProblemError";
		this.type = type;
		this.headers = headers;
	}
}

/** The `type` member of a problem: a URN, so that it stays the same wherever the product is hosted. */
export const toProblemUri = (type: ProblemType) => `urn:stagecraft:problem:${type}`;

/** Answers with `application/problem+json`; anything that is not a {@link ProblemError} becomes `internal` and says nothing of itself. */
export function toProblemResponse(error: unknown, requestId: string): Response {
	const problem = error instanceof ProblemError ? error : new ProblemError("internal", "Give the request id to whoever runs this service.");
	const { status, title } = PROBLEMS[problem.type];
	const body = { type: toProblemUri(problem.type), title, status, detail: problem.message, requestId };
	return new Response(JSON.stringify(body), {
		status,
		headers: { ...problem.headers, "content-type": "application/problem+json", "cache-control": "no-store", "x-request-id": requestId },
	});
}
