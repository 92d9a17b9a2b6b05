import { type MemoryCache, makeMemoryCache } from "../lib/memory-cache/memory-cache.ts";
import { ProblemError } from "../lib/problem.ts";
import type { GatewayContext } from "./gateway-env.ts";

/** Seconds that an address stays refused; also the shorter period of a rate limit (/workers/runtime-apis/bindings/rate-limit/, 2026-09-17). */
const REFUSED_SECONDS = 10;
const MAX_REFUSED = 10_000;

/** Addresses over their limit. The binding counts but cannot be asked, so each isolate keeps its last answer. */
const refused: MemoryCache<true> = makeMemoryCache(Date.now);

const toAddress = (c: GatewayContext) => c.req.header("cf-connecting-ip") ?? "local";

const refusal = () => new ProblemError("rate-limited", "Too many failed attempts.", { "retry-after": String(REFUSED_SECONDS) });

/** Counts a failed attempt against the client's address; throws `rate-limited` beyond its limit. */
export async function limitAddress(c: GatewayContext): Promise<void> {
	const address = toAddress(c);
	const { success } = await c.env.ADDRESS_LIMIT.limit({ key: address });
	if (success) return;
	refused.set(address, true, { seconds: REFUSED_SECONDS, capacity: MAX_REFUSED });
	throw refusal();
}

/** Throws for an address that failed too often, so that guessed keys don't reach the directory's database. */
export function refuseLimitedAddress(c: GatewayContext): void {
	if (refused.get(toAddress(c))) throw refusal();
}
