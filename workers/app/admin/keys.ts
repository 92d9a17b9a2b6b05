import type { D1Database } from "@cloudflare/workers-types";
import * as z from "zod";
import { type ApiKey, makeApiKey, toApiKeyText } from "../../lib/api-key/api-key.ts";
import { hashSecret } from "../../lib/api-key/digest.ts";
import type { PageQuery } from "./page.ts";

const toIso = (at: number) => new Date(at).toISOString();

const row = z.object({
	keyId: z.string(),
	createdAt: z.number().transform(toIso),
	revokedAt: z.number().transform(toIso).nullable(),
});

export type KeyRow = Readonly<z.infer<typeof row>>;

/** The only time that a key's secret leaves us. */
export const toKeyJson = (key: ApiKey) => ({ keyId: key.id, key: toApiKeyText(key) });

/** A new key and the statement that stores it, where the tenant is in one of these states. */
export async function makeKey(directory: D1Database, tenant: string, states: readonly string[], now: number) {
	const key = makeApiKey();
	const statement = directory
		.prepare(
			`INSERT INTO api_keys (id, tenant, hash, created_at)
			SELECT ?, id, ?, ? FROM tenants WHERE id = ? AND state IN (SELECT value FROM json_each(?))
			RETURNING id`,
		)
		.bind(key.id, await hashSecret(key.secret), now, tenant, JSON.stringify(states));
	return { key, statement };
}

/** Null where there is no such tenant, or none that was opened. */
export async function createKey(directory: D1Database, tenant: string, now: number): Promise<ApiKey | null> {
	const { key, statement } = await makeKey(directory, tenant, ["open", "closed"], now);
	const { results } = await statement.run();
	return results.length === 1 ? key : null;
}

export async function listKeys(directory: D1Database, tenant: string, { after, limit }: PageQuery): Promise<readonly KeyRow[]> {
	const query = `SELECT id AS keyId, created_at AS createdAt, revoked_at AS revokedAt FROM api_keys WHERE tenant = ? AND id > ? ORDER BY id LIMIT ?`;
	const { results } = await directory
		.prepare(query)
		.bind(tenant, after, limit + 1)
		.run();
	return z.array(row).parse(results);
}

/** True where the key is the tenant's, also if it was revoked before: then the time of the first stays. */
export async function revokeKey(
	directory: D1Database,
	{ tenant, keyId, now }: { readonly tenant: string; readonly keyId: string; readonly now: number },
): Promise<boolean> {
	const query = "UPDATE api_keys SET revoked_at = coalesce(revoked_at, ?) WHERE id = ? AND tenant = ? RETURNING id";
	const { results } = await directory.prepare(query).bind(now, keyId, tenant).run();
	return results.length === 1;
}
