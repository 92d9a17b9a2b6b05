import { parseContentType } from "../../lib/files/content-type.ts";
import { parseLength } from "../../lib/files/send-exactly.ts";
import { parseEntityTags } from "../../lib/http/entity-tags.ts";
import type { AppContext } from "../app-env.ts";
import { parseName, toTenantFiles } from "./file-request.ts";

/** Stores a file as it comes, in one step: until its last byte is there, readers see what was there before. */
export async function putFile(c: AppContext): Promise<Response> {
	const name = parseName(c);
	const { maxPutBytes, maxFileBytes, contentTypes } = c.env.SETTINGS.files;
	const contentType = parseContentType(c.req.header("content-type"), contentTypes);
	const length = parseLength(c.req.header("content-length"), Math.min(maxPutBytes, maxFileBytes));
	const onlyIf = parseWriteConditions(c);
	const file = await toTenantFiles(c).files.put(name, { contentType, onlyIf, body: c.req.raw.body, length });
	return c.json(file, onlyIf?.has("if-none-match") ? 201 : 200, { etag: file.etag });
}

/** Checked here and handed on as they are: the bucket decides by them in the step that stores. */
function parseWriteConditions(c: AppContext): Headers | null {
	const headers = new Headers();
	for (const [name, compare] of [
		["if-match", "strong"],
		["if-none-match", "weak"],
	] as const) {
		const value = c.req.header(name);
		if (parseEntityTags(name, value, compare) !== null && value !== undefined) headers.set(name, value);
	}
	return [...headers].length > 0 ? headers : null;
}
