import { toConditional } from "./conditional.ts";
import { type Refusal, refuseRequest, refuseResponse, toMaxAge, toVaryNames } from "./may-store.ts";

export type ResponseEvent =
	| { readonly kind: "hit" | "miss" | "stored" }
	/** Answered past the cache, or not kept. */
	| { readonly kind: "bypass" | "not-stored"; readonly reason: Refusal }
	| { readonly kind: "failed"; readonly operation: "match" | "put"; readonly error: unknown };

export interface ResponseCacheOptions {
	/** Undefined where the runtime has none. */
	readonly cache: Pick<Cache, "match" | "put"> | undefined;
	/** Whose answers these are: part of every key, so that no tenant is answered with another's. */
	readonly tenant: string;
	readonly waitUntil: (promise: Promise<unknown>) => void;
	readonly onEvent: (event: ResponseEvent) => void;
}

export type RespondThrough = (request: Request, respond: (request: Request) => Promise<Response>) => Promise<Response>;

/** Asked of the origin in whole: what is kept must serve every client. */
const PARTIAL = ["range", "if-range", "if-none-match", "if-match", "if-modified-since", "if-unmodified-since"] as const;

/** What isn't said to be kept, nobody keeps: a cache in between would otherwise guess. */
const NO_STORE = "private, no-store";

/** Without `vary`, where the names of the headers stand. */
function toKey(tenant: string, request: Request, vary: readonly string[] | null): string {
	const { pathname, search, host } = new URL(request.url);
	const varied = vary ? ["answer", ...vary.map((name) => `${name}=${request.headers.get(name) ?? ""}`)] : ["vary"];
	return `https://responses.invalid/?${[tenant, host, pathname + search, ...varied].map(encodeURIComponent).join("&")}`;
}

const parseNames = (text: string) => text.split(",").filter((name) => name !== "");

function toWhole(request: Request): Request {
	const headers = new Headers(request.headers);
	for (const name of PARTIAL) headers.delete(name);
	return new Request(request, { headers });
}

function withControl(response: Response): Response {
	if (response.headers.has("cache-control")) return response;
	const explicit = new Response(response.body, response);
	explicit.headers.set("cache-control", NO_STORE);
	return explicit;
}

/**
 * A tenant's answers in the data center's cache. Under a request's URL stands which headers its answers vary by; the
 * answer itself stands under URL and those headers, since the Cache API knows no `Vary` (/workers/runtime-apis/cache/, 2026-09-17).
 */
export function makeResponseCache({ cache, tenant, waitUntil, onEvent }: ResponseCacheOptions): RespondThrough {
	const guard = async <T>(operation: "match" | "put", run: () => Promise<T>): Promise<T | undefined> => {
		try {
			return await run();
		} catch (error) {
			onEvent({ kind: "failed", operation, error });
			return undefined;
		}
	};
	const match = (key: string) => guard("match", async () => cache?.match(key));
	const find = async (request: Request) => {
		const vary = await match(toKey(tenant, request, null));
		return vary && match(toKey(tenant, request, parseNames(await vary.text())));
	};
	const store = (request: Request, response: Response) =>
		guard("put", async () => {
			if (!cache) return;
			await storeResponse(cache, tenant, request, response);
			onEvent({ kind: "stored" });
		});
	return async (request, respond) => {
		const bypass = refuseRequest(request);
		if (bypass) {
			onEvent({ kind: "bypass", reason: bypass });
			return withControl(await respond(request));
		}
		const held = await find(request);
		onEvent({ kind: held ? "hit" : "miss" });
		if (held) return toConditional(request, restore(held));
		if (request.headers.has("range")) return withControl(await respond(request));
		const response = withControl(await respond(toWhole(request)));
		const refusal = refuseResponse(request, response);
		if (refusal) onEvent({ kind: "not-stored", reason: refusal });
		else waitUntil(store(request, response.clone()));
		return toConditional(request, response);
	};
}

async function storeResponse(cache: Pick<Cache, "put">, tenant: string, request: Request, response: Response): Promise<void> {
	const vary = toVaryNames(response);
	const control = { "cache-control": `public, max-age=${toMaxAge(response)}` };
	const kept = new Response(response.body, response);
	// The Cache API keeps nothing that varies; the key does what the header says.
	kept.headers.delete("vary");
	kept.headers.set("x-vary", vary.join(", "));
	await cache.put(toKey(tenant, request, vary), kept);
	await cache.put(toKey(tenant, request, null), new Response(vary.join(","), { headers: control }));
}

function restore(held: Response): Response {
	const response = new Response(held.body, held);
	const vary = response.headers.get("x-vary");
	response.headers.delete("x-vary");
	if (vary) response.headers.set("vary", vary);
	return response;
}
