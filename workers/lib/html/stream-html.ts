import type { Html } from "./html.ts";

/** A body that is sent piece by piece, each when it is there and when the client has read what was before it. */
export function streamHtml(pieces: AsyncIterable<Html>): ReadableStream<Uint8Array> {
	const iterator = pieces[Symbol.asyncIterator]();
	const encoder = new TextEncoder();
	return new ReadableStream({
		async pull(controller) {
			const { done, value } = await iterator.next();
			if (done) controller.close();
			else controller.enqueue(encoder.encode(value.markup));
		},
		async cancel() {
			await iterator.return?.();
		},
	});
}
