import { request } from "node:http";
import { gunzipSync } from "node:zlib";

export interface RawCall {
	readonly method: string;
	/** Sent as it is: `fetch` would resolve `..` before anyone could refuse it. */
	readonly path: string;
	readonly headers: Readonly<Record<string, string>>;
	readonly body: string | null;
}

export interface RawAnswer {
	readonly status: number;
	/** Every header and every byte of the body, unpacked where it came as gzip: nothing may hide in it. */
	readonly text: string;
}

/** By a connection of its own: one that was kept may be closed by the answer to what came before. */
export function sendRaw(url: string, { method, path, headers, body }: RawCall): Promise<RawAnswer> {
	const { hostname, port } = new URL(url);
	return new Promise((resolve, reject) => {
		const length = body === null ? {} : { "content-length": String(Buffer.byteLength(body)) };
		const sent = request({ agent: false, hostname, port, method, path, headers: { ...headers, ...length } }, (response) => {
			const chunks: Buffer[] = [];
			response.on("data", (chunk: Buffer) => void chunks.push(chunk));
			response.on("error", reject);
			response.on("end", () => {
				const sent = Buffer.concat(chunks);
				const bytes = response.headers["content-encoding"] === "gzip" && sent.length > 0 ? gunzipSync(sent) : sent;
				resolve({ status: response.statusCode ?? 0, text: [...response.rawHeaders, bytes.toString("latin1")].join("\n") });
			});
		});
		sent.on("error", reject);
		sent.end(body ?? undefined);
	});
}
