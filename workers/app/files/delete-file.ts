import { ProblemError } from "../../lib/problem.ts";
import type { AppContext } from "../app-env.ts";
import { parseName, toTenantFiles } from "./file-request.ts";

/** 204 whether or not there was one. R2 deletes without conditions, so one that is given is refused and not passed over. */
export async function deleteFile(c: AppContext): Promise<Response> {
	const name = parseName(c);
	for (const header of ["if-match", "if-none-match"])
		if (c.req.header(header) !== undefined) throw new ProblemError("bad-parameter", `${header}: a file is deleted without conditions.`);
	await toTenantFiles(c).files.remove(name);
	return new Response(null, { status: 204 });
}
