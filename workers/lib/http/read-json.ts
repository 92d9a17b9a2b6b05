import type { z } from "zod";
import { ProblemError } from "../problem.ts";
import { parseJsonText } from "./parse-json-text.ts";
import { readBody } from "./read-body.ts";

/** Far above what any request needs that says what is to be done. */
export const MAX_JSON_BYTES = 16_384;

const toFaults = ({ issues }: z.ZodError) => issues.map(({ path, message }) => `${["body", ...path].join(".")}: ${message}`);

/** A small JSON body as the schema has it; throws one problem that names every fault. */
export async function readJson<T>(request: Request, schema: z.ZodType<T>, maxBytes: number = MAX_JSON_BYTES): Promise<T> {
	return check(schema, await readBody(request, maxBytes));
}

/** As {@link readJson}, where no body means an empty object. */
export async function readOptionalJson<T>(request: Request, schema: z.ZodType<T>): Promise<T> {
	const bytes = await readBody(request, MAX_JSON_BYTES);
	return check(schema, bytes.byteLength === 0 ? new TextEncoder().encode("{}") : bytes);
}

function check<T>(schema: z.ZodType<T>, bytes: Uint8Array): T {
	const parsed = schema.safeParse(parseJsonText(bytes).value);
	if (!parsed.success) throw new ProblemError("bad-parameter", toFaults(parsed.error).join("; "));
	return parsed.data;
}
