import Cloudflare from "cloudflare";
import pThrottle from "p-throttle";
import type { Query } from "./apply-migrations.ts";

/** How to reach Cloudflare's API; what is absent comes from the SDK's own environment variables. */
export interface ApiAccess {
	readonly accountId: string;
	readonly apiToken?: string;
	readonly baseUrl?: string;
}

/** The API takes 1,200 calls in 5 minutes from one token (/fundamentals/api/reference/limits/, 2026-09-17); the engine needs some of them. */
const CALLS = { limit: 800, interval: 300_000 };

/** SQL over the D1 HTTP API, paced under the API's limit; the SDK retries what is safe to. */
export function makeD1Query({ accountId, apiToken, baseUrl }: ApiAccess): Query {
	const client = new Cloudflare({
		...(apiToken === undefined ? {} : { apiToken }),
		...(baseUrl === undefined ? {} : { baseURL: baseUrl.replace(/\/+$/, "") }),
	});
	return pThrottle(CALLS)(async (database, sql) => {
		const results: unknown[][] = [];
		for await (const { results: rows = [] } of client.d1.database.query(database.id, { account_id: accountId, sql })) results.push(rows);
		return results.at(-1) ?? [];
	});
}
