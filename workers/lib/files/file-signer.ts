import { AwsV4Signer } from "aws4fetch";
import * as z from "zod";
import { ProblemError } from "../problem.ts";
import { type FileName, toPath } from "./file-name.ts";

/** The key pair of an R2 API token, and where S3 is spoken, by location. */
const signer = z.strictObject({
	accessKeyId: z.string().min(1),
	secretAccessKey: z.string().min(1),
	endpoints: z.record(z.string(), z.url()),
});

type SignerKeys = Readonly<z.infer<typeof signer>>;

/** The binding's text; throws `not-offered` where this installation has no key pair. */
export function parseFileSigner(text: string): SignerKeys {
	const keys = signer.nullable().parse(JSON.parse(text));
	if (keys) return keys;
	throw new ProblemError("not-offered", "No URL can be signed here: no key pair is configured. PUT and GET /v1/files/{name} do the same.");
}

export interface UrlRequest {
	readonly method: "GET" | "PUT";
	/** A location of the bucket: `any`, `eu`. */
	readonly location: string;
	readonly bucket: string;
	/** What the key has before the name. */
	readonly prefix: string;
	readonly name: FileName;
	/** Of a PUT: part of the signature, so the URL takes no other body. */
	readonly content: { readonly type: string; readonly bytes: number; readonly onlyNew: boolean } | null;
	readonly seconds: number;
	/** Milliseconds since 1970. */
	readonly now: number;
}

export interface SignedUrl {
	readonly method: string;
	readonly url: string;
	/** To be sent exactly as they are, beside what the client's own software adds. */
	readonly headers: Readonly<Record<string, string>>;
	readonly expiresAt: string;
}

/** A URL for one object, one method and a short time (Signature V4 in the query, /r2/api/s3/presigned-urls/, 2026-09-17). */
export async function signUrl(
	keys: SignerKeys,
	{ method, location, bucket, prefix, name, content, seconds, now }: UrlRequest,
): Promise<SignedUrl> {
	const endpoint = keys.endpoints[location];
	if (endpoint === undefined) throw new Error(`no endpoint is known for the location "${location}"`);
	const url = new URL(`${endpoint}/${bucket}/${toPath(prefix + name)}`);
	url.searchParams.set("X-Amz-Expires", String(seconds));
	// A browser must run nothing that a tenant's users have uploaded.
	if (method === "GET") url.searchParams.set("response-content-disposition", toDisposition(name));
	const headers: Record<string, string> = content
		? { "content-type": content.type, "content-length": String(content.bytes), ...(content.onlyNew ? { "if-none-match": "*" } : {}) }
		: {};
	const { accessKeyId, secretAccessKey } = keys;
	const datetime = new Date(now).toISOString().replace(/[:-]|\.\d{3}/g, "");
	const request = { method, url: url.href, headers, accessKeyId, secretAccessKey, service: "s3", region: "auto", datetime };
	// All headers: the library leaves type and length out otherwise, and any body would do.
	const signed = await new AwsV4Signer({ ...request, signQuery: true, allHeaders: true }).sign();
	return { method, url: signed.url.href, headers, expiresAt: new Date(Math.floor(now / 1000) * 1000 + seconds * 1000).toISOString() };
}

/** Always a download, under the last part of its name (RFC 6266, RFC 8187). */
export function toDisposition(name: string): string {
	const last = name.slice(name.lastIndexOf("/") + 1);
	const ascii = last.replace(/[^\x20-\x7e]|["\\%]/g, "_");
	return `attachment; filename="${ascii}"; filename*=UTF-8''${toPath(last)}`;
}
