import type { ProblemType } from "../../lib/problem.ts";
import { EACH, type Headers } from "./headers.ts";
import type { Parameter } from "./parameters.ts";
import { toProblemResponses } from "./problems.ts";
import type { Schema } from "./schema.ts";

type Content = Readonly<Record<string, { readonly schema: Schema }>>;

export interface Response {
	readonly description: string;
	readonly headers?: Headers;
	readonly content?: Content;
}

export interface Operation {
	readonly operationId: string;
	readonly tags: readonly string[];
	readonly summary: string;
	readonly description?: string;
	readonly security: readonly Readonly<Record<string, readonly string[]>>[];
	readonly parameters?: readonly Parameter[];
	readonly requestBody?: { readonly required: boolean; readonly content: Content };
	readonly responses: Readonly<Record<string, Response>>;
}

/** By path as OpenAPI writes it, `/v1/records/{collection}`, and by method in lower case. */
export type Paths = Readonly<Record<string, Readonly<Record<string, Operation>>>>;

/** What one operation has of its own. */
interface Own extends Pick<Operation, "summary" | "description" | "parameters" | "requestBody"> {
	readonly id: string;
	readonly tag: string;
	/** By status, all that are no problems. */
	readonly answers: Readonly<Record<number, Response>>;
	readonly problems?: readonly ProblemType[];
}

function toOperation(
	{ id, tag, answers, problems = [], ...own }: Own,
	common: readonly ProblemType[],
	security: Operation["security"],
): Operation {
	const responses = Object.entries(answers).map(([status, { headers, ...answer }]) => [
		status,
		{ ...answer, headers: { ...EACH, ...headers } },
	]);
	return {
		operationId: id,
		tags: [tag],
		...own,
		security,
		responses: { ...Object.fromEntries(responses), ...toProblemResponses([...problems, ...common]) },
	};
}

/** An operation that asks for no key. */
export const forAnyone = (own: Own): Operation => toOperation(own, ["internal"], []);

/** One that asks for a tenant's key, which alone says whose data it is about. */
export const forTenant = (own: Own): Operation =>
	toOperation(
		own,
		["unauthenticated", "key-revoked", "too-large", "rate-limited", "budget-exhausted", "internal", "try-again"],
		[{ tenantKey: [] }],
	);

const OF_ADMIN: readonly ProblemType[] = ["unauthenticated", "cross-site", "rate-limited", "internal", "try-again"];

/** One that asks for the admin token, or for a session that was opened with it. */
export const forAdmin = (own: Own): Operation => toOperation(own, OF_ADMIN, [{ adminToken: [] }, { adminSession: [] }]);

/** One that only a session can ask for. */
export const forSession = (own: Own): Operation => toOperation(own, OF_ADMIN, [{ adminSession: [] }]);

/** One that opens a session. */
export const forToken = (own: Own): Operation => toOperation(own, OF_ADMIN, [{ adminToken: [] }]);

export const json = (description: string, schema: Schema, headers?: Headers): Response => ({
	description,
	...(headers ? { headers } : {}),
	content: { "application/json": { schema } },
});

/** An answer without a body. */
export const empty = (description: string, headers?: Headers): Response => ({ description, ...(headers ? { headers } : {}) });

export const jsonBody = (schema: Schema): NonNullable<Operation["requestBody"]> => ({
	required: true,
	content: { "application/json": { schema } },
});
