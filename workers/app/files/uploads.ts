import * as z from "zod";
import { parseContentType } from "../../lib/files/content-type.ts";
import { parseFileName } from "../../lib/files/file-name.ts";
import { parseLength } from "../../lib/files/send-exactly.ts";
import { parsePart } from "../../lib/files/upload-record.ts";
import { readJson } from "../../lib/http/read-json.ts";
import { ProblemError } from "../../lib/problem.ts";
import type { AppContext } from "../app-env.ts";
import { toTenantFiles } from "./file-request.ts";

const newUpload = z.strictObject({ name: z.string(), contentType: z.string(), bytes: z.int().min(1) });

const toId = (c: AppContext) => c.req.param("upload") ?? "";

/** Begins a multipart upload: how long each part is to be is the server's to say. */
export async function beginUpload(c: AppContext): Promise<Response> {
	const { name, contentType, bytes } = await readJson(c.req.raw, newUpload);
	const { contentTypes, maxFileBytes } = c.env.SETTINGS.files;
	if (bytes > maxFileBytes) throw new ProblemError("too-large", `bytes: a file has at most ${maxFileBytes}.`);
	const upload = await toTenantFiles(c).uploads.begin({
		name: parseFileName(name),
		contentType: parseContentType(contentType, contentTypes),
		bytes,
	});
	return c.json(upload, 201, { location: `/v1/uploads/${upload.id}` });
}

export async function putPart(c: AppContext): Promise<Response> {
	const part = parsePart(c.req.param("part"));
	const length = parseLength(c.req.header("content-length"), Number.MAX_SAFE_INTEGER);
	const stored = await toTenantFiles(c).uploads.putPart(toId(c), part, { body: c.req.raw.body, length });
	return c.json(stored, 200, { etag: `"${stored.etag}"` });
}

export const readUpload = async (c: AppContext): Promise<Response> => c.json(await toTenantFiles(c).uploads.read(toId(c)));

/** Takes no conditions, since R2 has none for a multipart upload: of two that end at one time, the later one's file stays, whole. */
export async function completeUpload(c: AppContext): Promise<Response> {
	for (const header of ["if-match", "if-none-match"])
		if (c.req.header(header) !== undefined)
			throw new ProblemError(
				"bad-parameter",
				`${header}: a multipart upload is completed without conditions; PUT /v1/files/{name} takes them.`,
			);
	const file = await toTenantFiles(c).uploads.complete(toId(c));
	return c.json(file, 201, { etag: file.etag });
}

export async function abortUpload(c: AppContext): Promise<Response> {
	await toTenantFiles(c).uploads.abort(toId(c));
	return new Response(null, { status: 204 });
}
