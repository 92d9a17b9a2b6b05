import Cloudflare, { type ClientOptions } from "cloudflare";
import pThrottle from "p-throttle";
import type { Query } from "./apply-migrations.ts";

/** How to reach Cloudflare's API; what is absent comes from the SDK's own environment variables. */
export type ApiAccess = Pick<ClientOptions, "apiToken" | "apiKey" | "apiEmail" | "userServiceKey" | "baseURL">;

/** The API takes 1,200 calls in 5 minutes from one token (/fundamentals/api/reference/limits/, 2026-09-17); the engine needs some of them. */
const CALLS = { limit: 800, interval: 300_000 };

/** SQL over the D1 HTTP API, paced under the API's limit unless the API is on this machine; the SDK retries what is safe to. */
export function makeD1Query(accountId: string, access: ApiAccess): Query {
	const client = new Cloudflare(access);
	const query: Query = async (database, sql) => {
		const results: unknown[][] = [];
		for await (const { results: rows = [] } of client.d1.database.query(database.id, { account_id: accountId, sql })) results.push(rows);
		return results.at(-1) ?? [];
	};
	return isLocal(client.baseURL) ? query : pThrottle(CALLS)(query);
}

const isLocal = (url: string) => ["127.0.0.1", "localhost", "[::1]"].includes(new URL(url).hostname);
