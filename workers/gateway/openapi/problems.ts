import { PROBLEMS, type ProblemType, toProblemUri } from "../../lib/problem.ts";
import { AUTHENTICATE, EACH, type Headers, RETRY_AFTER } from "./headers.ts";
import type { Response } from "./operation.ts";
import { object, type Schema, TEXT } from "./schema.ts";

/** RFC 9457, with the request's id beside its members. */
export const PROBLEM: Schema = {
	description: "Problem details as in RFC 9457. `type` is stable: compare it, and nothing else.",
	...object({ type: { type: "string", format: "uri" }, title: TEXT, status: { type: "integer" }, detail: TEXT, requestId: TEXT }),
};

const HEADERS: Readonly<Record<number, Headers>> = { 401: AUTHENTICATE, 429: RETRY_AFTER, 503: RETRY_AFTER };

/** The responses that these problems are, one a status. */
export function toProblemResponses(types: readonly ProblemType[]): Readonly<Record<string, Response>> {
	const byStatus = Map.groupBy([...new Set(types)], (type) => PROBLEMS[type].status);
	return Object.fromEntries([...byStatus].map(([status, group]) => [status, toResponse(status, group)]));
}

function toResponse(status: number, types: readonly ProblemType[]): Response {
	const schema = {
		allOf: [{ $ref: "#/components/schemas/Problem" }, { type: "object", properties: { type: { enum: types.map(toProblemUri) } } }],
	};
	return {
		description: types.map((type) => PROBLEMS[type].title).join("; "),
		headers: { ...EACH, ...HEADERS[status] },
		content: { "application/problem+json": { schema } },
	};
}
