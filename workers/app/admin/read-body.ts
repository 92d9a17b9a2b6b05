import type { z } from "zod";
import { ProblemError } from "../../lib/problem.ts";

const toFaults = ({ issues }: z.ZodError) =>
	issues.map(({ path, message }) => (path.length > 0 ? `${path.join(".")}: ${message}` : message));

/** The body as the schema has it; throws one problem that names every fault. */
export async function readBody<T>(request: Request, schema: z.ZodType<T>): Promise<T> {
	const json: unknown = await request.json().catch(() => {
		throw new ProblemError("bad-json", "The body is no JSON.");
	});
	const parsed = schema.safeParse(json);
	if (!parsed.success) throw new ProblemError("bad-parameter", toFaults(parsed.error).join("; "));
	return parsed.data;
}
