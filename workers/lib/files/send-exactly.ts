import { ProblemError } from "../problem.ts";

/** A body and how long its sender says that it is. */
export interface SizedBody {
	readonly body: ReadableStream<Uint8Array> | null;
	readonly length: number;
}

/** The length that a request declares; throws `length-required` where it has none, `too-large` above `maxBytes`. */
export function parseLength(header: string | null | undefined, maxBytes: number): number {
	if (header === null || header === undefined || !/^\d{1,15}$/.test(header))
		throw new ProblemError("length-required", "content-length: send it; a body whose length isn't known can't be stored as it comes.");
	const length = Number(header);
	if (length > maxBytes) throw new ProblemError("too-large", `The body has ${length} bytes; this route takes ${maxBytes}.`);
	return length;
}

const EMPTY = new Uint8Array();

/**
 * Hands a body on as it comes, and exactly `length` bytes of it: what ends early, since its client vanished, or goes on, fails
 * at its receiver, and then nothing is stored. A receiver that is done early stops the rest.
 */
export async function sendExactly<T>(
	{ body, length }: SizedBody,
	send: (value: ReadableStream<Uint8Array> | Uint8Array) => Promise<T>,
): Promise<T> {
	if (length === 0) return send(EMPTY);
	if (!body) throw wrongLength(length);
	const { readable, writable } = new FixedLengthStream(length);
	const stop = new AbortController();
	const piped = body.pipeTo(writable, { signal: stop.signal }).then(
		() => null,
		(error: unknown) => error,
	);
	const received = await send(readable).then(
		(value) => ({ value }),
		(error: unknown) => ({ error }),
	);
	// Of a body that was sent whole nothing is left to stop.
	stop.abort();
	const cut = await piped;
	if ("value" in received) return received.value;
	throw isWrongLength(cut) || isWrongLength(received.error) ? wrongLength(length) : received.error;
}

/** In workerd's words: any other failure of the stream is the client's connection, or the store's. */
const isWrongLength = (error: unknown) => error instanceof TypeError && error.message.includes("FixedLengthStream");

const wrongLength = (length: number) => new ProblemError("bad-request", `body: is not the ${length} bytes that content-length says.`);
