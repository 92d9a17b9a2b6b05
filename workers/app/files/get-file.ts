import { toDisposition } from "../../lib/files/file-signer.ts";
import type { FileRead } from "../../lib/files/make-files.ts";
import type { AppContext } from "../app-env.ts";
import { parseName, toTenantFiles } from "./file-request.ts";

/** A file, or a range of it, by the request's conditions; HEAD reads no bytes. */
export async function getFile(c: AppContext): Promise<Response> {
	const name = parseName(c);
	const { files } = toTenantFiles(c);
	const { headers } = c.req.raw;
	const isHead = c.req.method === "HEAD";
	return toResponse(name, await (isHead ? files.head(name, headers) : files.read(name, headers)));
}

function toResponse(name: string, { file, kind, range, body }: FileRead): Response {
	const version = {
		etag: file.httpEtag,
		"last-modified": file.uploaded.toUTCString(),
		// The tag names the bytes: a browser may keep them if it asks each time, and nobody on the way may compress them.
		"cache-control": "private, no-cache, no-transform",
		"accept-ranges": "bytes",
	};
	if (kind === "unchanged") return new Response(null, { status: 304, headers: version });
	const headers = new Headers({
		...version,
		"content-type": file.httpMetadata?.contentType ?? "application/octet-stream",
		"content-length": String(range ? range.last - range.first + 1 : file.size),
		"content-disposition": toDisposition(name),
		"x-content-type-options": "nosniff",
	});
	if (range) headers.set("content-range", `bytes ${range.first}-${range.last}/${file.size}`);
	return new Response(body, { status: range ? 206 : 200, headers });
}
