import type { z } from "zod";
import { parseJsonText } from "../../lib/http/parse-json-text.ts";
import { readBody } from "../../lib/http/read-body.ts";
import { ProblemError } from "../../lib/problem.ts";

/** Far above what any admin route needs. */
const MAX_BYTES = 16_384;

const toFaults = ({ issues }: z.ZodError) => issues.map(({ path, message }) => `${["body", ...path].join(".")}: ${message}`);

/** The body as the schema has it; throws one problem that names every fault. */
export async function readAdminBody<T>(request: Request, schema: z.ZodType<T>): Promise<T> {
	return check(schema, await readBody(request, MAX_BYTES));
}

/** As {@link readAdminBody}, where no body means an empty object. */
export async function readOptionalBody<T>(request: Request, schema: z.ZodType<T>): Promise<T> {
	const bytes = await readBody(request, MAX_BYTES);
	return check(schema, bytes.byteLength === 0 ? new TextEncoder().encode("{}") : bytes);
}

function check<T>(schema: z.ZodType<T>, bytes: Uint8Array): T {
	const parsed = schema.safeParse(parseJsonText(bytes).value);
	if (!parsed.success) throw new ProblemError("bad-parameter", toFaults(parsed.error).join("; "));
	return parsed.data;
}
