import { randomBytes } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { buffer } from "node:stream/consumers";
import type { Stores } from "../stores.ts";
import { judgeSignature, type KeyPair, type S3Fault } from "./judge-signature.ts";

export type FilesApi = KeyPair & {
	/** Stands in for `https://<account>.r2.cloudflarestorage.com`. */
	readonly endpoint: string;
	/** Opens the account's buckets; until then every request is told to come again. */
	readonly attach: (findBucket: Stores["r2"]) => void;
	readonly close: () => Promise<void>;
};

/** S3 as far as presigned URLs go: GET, HEAD and PUT of one object, on the buckets that the Workers use. */
export async function startFilesApi(): Promise<FilesApi> {
	const keys: KeyPair = { accessKeyId: randomBytes(16).toString("hex"), secretAccessKey: randomBytes(32).toString("hex") };
	let findBucket: Stores["r2"] | undefined;
	const server = createServer((request, response) => {
		answer(request, keys, findBucket).then(
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
		attach: (find) => {
			findBucket = find;
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

async function answer(request: IncomingMessage, keys: KeyPair, findBucket: Stores["r2"] | undefined): Promise<Answer> {
	const { method = "GET" } = request;
	const url = new URL(request.url ?? "/", `http://${request.headers.host}`);
	const headers = new Headers(
		Object.entries(request.headers).flatMap(([name, value]) => (typeof value === "string" ? [[name, value]] : [])),
	);
	const fault = await judgeSignature({ method, url, headers }, keys, Date.now());
	if (fault !== null) return toAnswer(fault);
	const [bucketName = "", ...segments] = url.pathname.slice(1).split("/");
	if (findBucket === undefined) return toAnswer({ status: 503, code: "SlowDown", message: "The account is starting." });
	const bucket = await findBucket(bucketName);
	const key = segments.map(decodeURIComponent).join("/");
	if (method === "PUT") return put(bucket, key, headers, await buffer(request));
	if (method === "GET" || method === "HEAD") return get(bucket, key, url);
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

async function get(bucket: Bucket, key: string, url: URL): Promise<Answer> {
	const found = await bucket.get(key);
	if (found === null) return toAnswer({ status: 404, code: "NoSuchKey", message: "The specified key does not exist." });
	const disposition = url.searchParams.get("response-content-disposition");
	const contentType = found.httpMetadata?.contentType ?? "application/octet-stream";
	const headers = {
		etag: found.httpEtag,
		"content-type": contentType,
		...(disposition === null ? {} : { "content-disposition": disposition }),
	};
	return { status: 200, headers, body: new Uint8Array(await found.arrayBuffer()) };
}
