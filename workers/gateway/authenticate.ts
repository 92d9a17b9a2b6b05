import { parseApiKey } from "../lib/api-key/api-key.ts";
import { parseBearer } from "../lib/api-key/bearer.ts";
import { matchesHash } from "../lib/api-key/digest.ts";
import { type KeyDirectory, makeKeyDirectory } from "../lib/directory/key-directory.ts";
import type { KeyEntry } from "../lib/directory/key-entry.ts";
import { logError } from "../lib/log-error.ts";
import { makeMemoryCache } from "../lib/memory-cache/memory-cache.ts";
import { ProblemError } from "../lib/problem.ts";
import type { GatewayContext } from "./gateway-env.ts";
import { limitAddress, refuseLimitedAddress } from "./limit-address.ts";

/** The isolate's copy of the keys it saw last: plain values, bounded by `SETTINGS.keysInMemory`. */
const memory = makeMemoryCache<KeyEntry>(Date.now);

export function toKeyDirectory(c: GatewayContext): KeyDirectory {
	const { SETTINGS } = c.env;
	return makeKeyDirectory({
		memory,
		get kv() {
			return c.env.KEYS;
		},
		get database() {
			return c.env.DIRECTORY;
		},
		memoryBounds: { seconds: SETTINGS.keyMemorySeconds, capacity: SETTINGS.keysInMemory },
		kvSeconds: SETTINGS.keyKvSeconds,
		kvCacheSeconds: SETTINGS.hotReadSeconds,
		beforeDatabase: () => refuseLimitedAddress(c),
		waitUntil: (promise) => c.executionCtx.waitUntil(promise),
		onCacheError: (error) => logError("keys in KV", error, { requestId: c.get("requestId") }),
	});
}

/** One answer for every wrong key: which part was wrong is nobody's business. */
export async function refuseToken(c: GatewayContext): Promise<never> {
	await limitAddress(c);
	throw new ProblemError("unauthenticated", "Send a valid key as `Authorization: Bearer <key>`.", { "www-authenticate": "Bearer" });
}

/** The tenant's entry by the request's key, which alone decides the tenant; throws for every other request. */
export async function authenticate(c: GatewayContext): Promise<KeyEntry> {
	const key = parseApiKey(parseBearer(c.req.header("authorization")) ?? "");
	if (!key) return refuseToken(c);
	const entry = await toKeyDirectory(c).find(key.id);
	if (!entry || !(await matchesHash(key.secret, entry.hash))) return refuseToken(c);
	return admit(c, entry);
}

/** The entry of a key that was proved, where its tenant may ask for anything now. */
export function admit(c: GatewayContext, entry: KeyEntry): KeyEntry {
	if (entry.revoked) throw new ProblemError("key-revoked", "Ask for a new key.");
	if (entry.state !== "open") throw new ProblemError("try-again", "The tenant's data is being moved.", { "retry-after": "5" });
	c.set("tenant", entry.tenant);
	return entry;
}
