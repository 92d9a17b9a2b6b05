import type { D1Database } from "@cloudflare/workers-types";
import * as z from "zod";
import { type KeyEntry, parseKeyEntry } from "./key-entry.ts";

/** One row a shard; each table is reached by its primary key. */
export const KEY_QUERY = `
SELECT k.hash, k.revoked_at AS revokedAt, t.id AS tenant, t.plan, t.location, t.epoch, t.state, s.shard
FROM api_keys AS k
JOIN tenants AS t ON t.id = k.tenant
JOIN tenant_shards AS s ON s.tenant = t.id
WHERE k.id = ?
ORDER BY s.position`;

const rows = z.array(z.looseObject({ revokedAt: z.number().nullable(), shard: z.string() }));

/** Reads a key from the directory itself, past every cache; null where there is none. */
export async function readKey(database: Pick<D1Database, "prepare">, keyId: string): Promise<KeyEntry | null> {
	const { results } = await database.prepare(KEY_QUERY).bind(keyId).run();
	const found = rows.parse(results);
	const [first] = found;
	if (!first) return null;
	const { revokedAt, shard: _, ...entry } = first;
	return parseKeyEntry({ ...entry, revoked: revokedAt !== null, shards: found.map(({ shard }) => shard) });
}
