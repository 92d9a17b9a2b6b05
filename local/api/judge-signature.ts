import { createHash, timingSafeEqual } from "node:crypto";
import { AwsV4Signer } from "aws4fetch";

export type KeyPair = { readonly accessKeyId: string; readonly secretAccessKey: string };

export type SignedRequest = { readonly method: string; readonly url: URL; readonly headers: Headers };

/** What S3 says of a request that it doesn't take. */
export type S3Fault = { readonly status: number; readonly code: string; readonly message: string };

const denied = (message: string): S3Fault => ({ status: 403, code: "AccessDenied", message });

/** The longest that a presigned URL holds (/r2/api/s3/presigned-urls/, 2026-09-17). */
const MAX_SECONDS = 604_800;

/** Null for a request that is signed in its query by this key pair, still holds, and has each signed header as it was signed. */
export async function judgeSignature({ method, url, headers }: SignedRequest, keys: KeyPair, now: number): Promise<S3Fault | null> {
	const query = (name: string) => url.searchParams.get(`X-Amz-${name}`) ?? "";
	const [accessKeyId, , region = "", service] = query("Credential").split("/");
	if (query("Algorithm") !== "AWS4-HMAC-SHA256" || service !== "s3") return denied("Only presigned URLs are taken here.");
	if (accessKeyId !== keys.accessKeyId) return { status: 403, code: "InvalidAccessKeyId", message: "The access key is not known." };
	const seconds = Number(query("Expires"));
	if (!(seconds >= 1 && seconds <= MAX_SECONDS)) return denied(`X-Amz-Expires must be from 1 to ${MAX_SECONDS}.`);
	const signedAt = parseDate(query("Date"));
	if (Number.isNaN(signedAt) || now > signedAt + seconds * 1000) return denied("Request has expired");
	const names = query("SignedHeaders").split(";");
	if (!names.includes("host")) return denied("The host must be signed.");
	const signed = names.filter((name) => name !== "host").map((name): [string, string] => [name, headers.get(name) ?? ""]);
	const expected = await sign({ method, url, headers: new Headers(signed) }, keys, { datetime: query("Date"), region });
	if (equal(expected, query("Signature"))) return null;
	return {
		status: 403,
		code: "SignatureDoesNotMatch",
		message: "The request is not the one that was signed: check method, path and headers.",
	};
}

async function sign({ method, url, headers }: SignedRequest, keys: KeyPair, scope: { readonly datetime: string; readonly region: string }) {
	const plain = new URL(url);
	plain.searchParams.delete("X-Amz-Signature");
	const signer = new AwsV4Signer({ ...keys, ...scope, method, url: plain.href, headers, service: "s3", signQuery: true, allHeaders: true });
	return (await signer.sign()).url.searchParams.get("X-Amz-Signature") ?? "";
}

/** `20261121T120000Z` */
const parseDate = (text: string) => Date.parse(text.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, "$1-$2-$3T$4:$5:$6Z"));

const digest = (text: string) => createHash("sha256").update(text).digest();

/** In a time that tells nothing of where they differ. */
const equal = (left: string, right: string) => timingSafeEqual(digest(left), digest(right));
