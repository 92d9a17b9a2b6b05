import { toEtag } from "../../lib/records/record.ts";
import { toConditional } from "../../lib/response-cache/conditional.ts";
import type { GatewayContext } from "../gateway-env.ts";
import { DOCUMENT } from "./document.ts";

/** Longer than a client needs for one session, short enough for the next deployment. */
const MAX_AGE_SECONDS = 300;

/** `GET /openapi.json`: the same bytes for everyone until another version is deployed. */
export async function getOpenApi(c: GatewayContext): Promise<Response> {
	const bytes = new TextEncoder().encode(JSON.stringify(DOCUMENT));
	const headers = { "content-type": "application/json", "cache-control": `public, max-age=${MAX_AGE_SECONDS}`, etag: await toEtag(bytes) };
	return toConditional(c.req.raw, new Response(bytes, { headers }));
}
