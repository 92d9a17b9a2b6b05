import * as z from "zod";
import { parseCursor, toCursor } from "../../lib/cursor/cursor.ts";
import { parseLimit } from "../../lib/http/parameters.ts";
import { ProblemError } from "../../lib/problem.ts";
import type { AppContext } from "../app-env.ts";
import { toTenantFiles } from "./file-request.ts";

const MAX_PREFIX = 900;
/** `["files", name]`: a name may be long and each of its characters escaped, but a cursor has 512. */
const filesCursor = z.tuple([z.literal("files"), z.string().max(MAX_PREFIX)]);

/** In the order of the names' bytes. */
export async function listFiles(c: AppContext): Promise<Response> {
	const prefix = c.req.query("prefix") ?? "";
	if (prefix.length > MAX_PREFIX || !prefix.isWellFormed())
		throw new ProblemError("bad-parameter", `prefix: must be at most ${MAX_PREFIX} characters.`);
	const cursor = c.req.query("cursor");
	const after = cursor === undefined ? null : parseCursor(filesCursor, cursor)[1];
	const { files, next } = await toTenantFiles(c).files.list({ prefix, after, limit: parseLimit(c.req.query("limit")) });
	return c.json({ files, ...(next === null ? {} : { cursor: toCursor(["files", next]) }) });
}
