import { randomBytes } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { buffer } from "node:stream/consumers";
import type { Stores } from "../stores.ts";
import { answerPreflight, type CorsRule, toCorsHeaders } from "./cors.ts";
import { judgeSignature, type KeyPair, type S3Fault } from "./judge-signature.ts";
import { readRange } from "./read-range.ts";

/** What the endpoint needs of the account. */
type Buckets = {
	readonly find: Stores["r2"];
	/** The rules of a bucket, by its name. */
	readonly corsOf: (bucketName: string) => readonly CorsRule[];
};

export type FilesApi = KeyPair & {
	/** Stands in for `https://<account>.r2.cloudflarestorage.com`. */
	readonly endpoint: string;
	/** Opens the account's buckets; until then every request is told to come again. */
	readonly attach: (buckets: Buckets) => void;
	readonly close: () => Promise<void>;
};

/** S3 as far as presigned URLs go: GET, HEAD and PUT of one object, whole or a range of it, and the buckets' CORS, on the buckets that the Workers use. */
export async function startFilesApi(): Promise<FilesApi> {
	const keys: KeyPair = { accessKeyId: randomBytes(16).toString("hex"), secretAccessKey: randomBytes(32).toString("hex") };
	let buckets: Buckets | undefined;
	const server = createServer((request, response) => {
		answer(request, keys, buckets).then(
			({ status, headers = {}, body }) => response.writeHead(status, headers).end(body),
			(error: unknown) => sendFault(response, { status: 500, code: "InternalError", message: String(error) }),
		);
	});
	await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
	// A start that fails must not be held up by it.
	server.unref();
	const address = server.address();
	const port = typeof address === "object" && address !== null ? address.port : 0;
	return {
		...keys,
		endpoint: `http://127.0.0.1:${port}`,
		attach: (attached) => {
			buckets = attached;
		},
		close: () => {
			server.closeAllConnections();
			return new Promise((resolve) => server.close(() => resolve()));
		},
	};
}

type Answer = { readonly status: number; readonly headers?: Readonly<Record<string, string>>; readonly body?: Uint8Array | string };

const toAnswer = ({ status, code, message }: S3Fault): Answer => ({
	status,
	headers: { "content-type": "application/xml" },
	body: `<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code><Message>${message}</Message></Error>`,
});

function sendFault(response: ServerResponse, fault: S3Fault): void {
	const { status, headers, body } = toAnswer(fault);
	response.writeHead(status, headers).end(body);
}

const BUSY: S3Fault = { status: 503, code: "SlowDown", message: "The account is starting." };
const NOT_ALLOWED: S3Fault = { status: 403, code: "AccessForbidden", message: "No CORS rule of the bucket lets this request." };

async function answer(request: IncomingMessage, keys: KeyPair, buckets: Buckets | undefined): Promise<Answer> {
	const { method = "GET" } = request;
	const url = new URL(request.url ?? "/", `http://${request.headers.host}`);
	const headers = new Headers(
		Object.entries(request.headers).flatMap(([name, value]) => (typeof value === "string" ? [[name, value]] : [])),
	);
	if (buckets === undefined) return toAnswer(BUSY);
	const [bucketName = "", ...segments] = url.pathname.slice(1).split("/");
	const rules = buckets.corsOf(bucketName);
	if (method === "OPTIONS") return preflight(rules, headers);
	const fault = await judgeSignature({ method, url, headers }, keys, Date.now());
	const asked = { method, url, headers, key: segments.map(decodeURIComponent).join("/") };
	const answered = fault === null ? await serve(await buckets.find(bucketName), asked, request) : toAnswer(fault);
	return { ...answered, headers: { ...answered.headers, ...toCorsHeaders(rules, method, headers) } };
}

/** A browser asks it by itself, before a request that it wouldn't send otherwise; nothing is signed in it. */
function preflight(rules: readonly CorsRule[], asked: Headers): Answer {
	const headers = answerPreflight(rules, asked);
	return headers === null ? toAnswer(NOT_ALLOWED) : { status: 204, headers };
}

type Asked = { readonly method: string; readonly url: URL; readonly headers: Headers; readonly key: string };

async function serve(bucket: Bucket, { method, url, headers, key }: Asked, request: IncomingMessage): Promise<Answer> {
	if (method === "PUT") return put(bucket, key, headers, await buffer(request));
	if (method === "GET" || method === "HEAD") return get(bucket, key, { url, range: headers.get("range") });
	return toAnswer({ status: 501, code: "NotImplemented", message: `${method} is not spoken here.` });
}

type Bucket = Awaited<ReturnType<Stores["r2"]>>;

async function put(bucket: Bucket, key: string, headers: Headers, body: Uint8Array): Promise<Answer> {
	if (headers.get("if-none-match") === "*" && (await bucket.head(key)) !== null)
		return toAnswer({ status: 412, code: "PreconditionFailed", message: "At least one of the pre-conditions you specified did not hold." });
	const contentType = headers.get("content-type") ?? "application/octet-stream";
	const { httpEtag } = await bucket.put(key, Uint8Array.from(body), { httpMetadata: { contentType } });
	return { status: 200, headers: { etag: httpEtag } };
}

async function get(
	bucket: Bucket,
	key: string,
	{ url, range: asked }: { readonly url: URL; readonly range: string | null },
): Promise<Answer> {
	const { size } = (await bucket.head(key)) ?? { size: 0 };
	const range = readRange(asked, size);
	const found = await bucket.get(key, range === null || range === "none" ? {} : { range });
	if (found === null) return toAnswer({ status: 404, code: "NoSuchKey", message: "The specified key does not exist." });
	if (range === "none") {
		const fault = toAnswer({ status: 416, code: "InvalidRange", message: "The requested range cannot be satisfied." });
		return { ...fault, headers: { ...fault.headers, "content-range": `bytes */${size}` } };
	}
	const disposition = url.searchParams.get("response-content-disposition");
	const body = new Uint8Array(await found.arrayBuffer());
	const headers = {
		etag: found.httpEtag,
		"accept-ranges": "bytes",
		"content-length": String(body.length),
		"content-type": found.httpMetadata?.contentType ?? "application/octet-stream",
		...(disposition === null ? {} : { "content-disposition": disposition }),
	};
	if (range === null) return { status: 200, headers, body };
	const last = range.offset + range.length - 1;
	return { status: 206, headers: { ...headers, "content-range": `bytes ${range.offset}-${last}/${size}` }, body };
}
