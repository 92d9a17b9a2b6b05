/** What is read of a request; `cf` is Cloudflare's. */
interface Asking {
	readonly headers: Pick<Headers, "get">;
	readonly cf?: Readonly<Record<string, unknown>> | undefined;
}

/**
 * Headers of a body that is gzip for clients that take it. By `content-encoding` the runtime compresses while it sends, no faster than the
 * client takes it; a `CompressionStream` in its place takes all that it is given, and would hold a whole export for a client that is slow.
 * Needed for what Cloudflare doesn't compress by its type, NDJSON for one (/speed/optimization/content/compression/, 2026-11-21).
 */
export const toGzipHeaders = (request: Asking) => ({
	vary: "accept-encoding",
	...(acceptsGzip(request) ? { "content-encoding": "gzip" } : {}),
});

/**
 * Whether the client takes gzip and doesn't like the bare bytes better. Cloudflare asks a Worker for `br, gzip` whatever the client asked
 * for, and keeps the client's own words in `cf` (`IncomingRequestCfProperties`, @cloudflare/workers-types 5.20261117.1).
 */
function acceptsGzip({ headers, cf }: Asking): boolean {
	const own = cf?.["clientAcceptEncoding"];
	const weights = parseWeights(typeof own === "string" ? own : (headers.get("accept-encoding") ?? ""));
	const gzip = weights.get("gzip") ?? weights.get("x-gzip") ?? weights.get("*") ?? 0;
	return gzip > 0 && gzip >= (weights.get("identity") ?? 0);
}

/** Codings with their weight from 0 to 1, as RFC 9110, section 12.5.3, writes them. */
function parseWeights(header: string): ReadonlyMap<string, number> {
	const codings = header.toLowerCase().split(",");
	return new Map(
		codings.map((text) => {
			const [coding = "", ...parameters] = text.split(";").map((part) => part.trim());
			const weight = parameters.find((parameter) => parameter.startsWith("q="));
			return [coding, weight === undefined ? 1 : Number(weight.slice(2)) || 0] as const;
		}),
	);
}
