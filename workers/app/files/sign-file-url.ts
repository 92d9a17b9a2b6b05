import * as z from "zod";
import { parseContentType } from "../../lib/files/content-type.ts";
import { parseFileSigner, signUrl } from "../../lib/files/file-signer.ts";
import { readJson } from "../../lib/http/read-json.ts";
import { ProblemError } from "../../lib/problem.ts";
import type { AppContext } from "../app-env.ts";
import { parseName, toTenantFiles } from "./file-request.ts";

/** The longest body of one request to R2: 4.995 GiB (/r2/platform/limits/, 2026-06-08). */
const MAX_SINGLE_BYTES = 5_363_340_410;

const urlRequest = z.discriminatedUnion("method", [
	z.strictObject({ method: z.literal("GET") }),
	z.strictObject({ method: z.literal("PUT"), contentType: z.string(), bytes: z.int().min(0), onlyNew: z.boolean().default(false) }),
]);

/** A URL that whoever has it may use, past the Worker, for this file, this method and, to write, this type and length alone. */
export async function signFileUrl(c: AppContext): Promise<Response> {
	const name = parseName(c);
	const keys = parseFileSigner(c.env.FILES_SIGNER);
	const wish = await readJson(c.req.raw, urlRequest);
	const { buckets, contentTypes, maxFileBytes, urlsExpireSeconds: seconds } = c.env.SETTINGS.files;
	const maxBytes = Math.min(maxFileBytes, MAX_SINGLE_BYTES);
	if (wish.method === "PUT" && wish.bytes > maxBytes) throw new ProblemError("too-large", `bytes: one request takes at most ${maxBytes}.`);
	const { location, keys: own } = toTenantFiles(c);
	const bucket = buckets[location];
	if (bucket === undefined) throw new Error(`no bucket is named for ${location}`);
	const content =
		wish.method === "PUT" ? { type: parseContentType(wish.contentType, contentTypes), bytes: wish.bytes, onlyNew: wish.onlyNew } : null;
	const url = await signUrl(keys, { method: wish.method, location, bucket, prefix: own.files, name, content, seconds, now: Date.now() });
	return c.json(url, 201);
}
