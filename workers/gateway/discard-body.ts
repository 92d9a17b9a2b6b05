/** A client that uploads more than this may see its connection end before the answer. */
const MAX_BYTES = 4 * 1024 * 1024;

/**
 * Reads to its end a body that nobody wants. A client that sends first and reads after would otherwise see its
 * connection reset, and not the problem: a server closes one whose upload is far from done when the answer is.
 */
export async function discardBody(request: Request): Promise<void> {
	if (!request.body || request.bodyUsed || Number(request.headers.get("content-length") ?? 0) > MAX_BYTES) return;
	let length = 0;
	try {
		for await (const chunk of request.body) {
			length += chunk.byteLength;
			if (length > MAX_BYTES) return;
		}
	} catch {
		// The client gave up first: there is nobody left to answer.
	}
}
