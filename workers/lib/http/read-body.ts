import { ProblemError } from "../problem.ts";

/** The body's bytes; more than `maxBytes` is the problem `too-large`, told before the rest is read. */
export async function readBody(request: Request, maxBytes: number): Promise<Uint8Array> {
	const declared = Number(request.headers.get("content-length") ?? 0);
	if (declared > maxBytes) throw tooLarge(maxBytes);
	if (!request.body) return new Uint8Array();
	const chunks: Uint8Array[] = [];
	let length = 0;
	// Leaving the loop by an error cancels the rest of the body.
	for await (const chunk of request.body) {
		length += chunk.byteLength;
		if (length > maxBytes) throw tooLarge(maxBytes);
		chunks.push(chunk);
	}
	return join(chunks, length);
}

const tooLarge = (maxBytes: number) => new ProblemError("too-large", `body: at most ${maxBytes} bytes; send less, or in several requests.`);

function join(chunks: readonly Uint8Array[], length: number): Uint8Array {
	const whole = new Uint8Array(length);
	let offset = 0;
	for (const chunk of chunks) {
		whole.set(chunk, offset);
		offset += chunk.byteLength;
	}
	return whole;
}
