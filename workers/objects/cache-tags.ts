import { DurableObject } from "cloudflare:workers";
import type { CacheTagsObject } from "../lib/invalidation/generations.ts";
import { forgetAll } from "./forget-all.ts";
import type { Env } from "./manifest.ts";

const SCHEMA = "CREATE TABLE IF NOT EXISTS generations (tag TEXT PRIMARY KEY, generation INTEGER NOT NULL) WITHOUT ROWID";
const READ = "SELECT tag, generation FROM generations WHERE tag IN (SELECT value FROM json_each(?))";
const RAISE = `INSERT INTO generations (tag, generation) VALUES (?, 1)
ON CONFLICT (tag) DO UPDATE SET generation = generation + 1 RETURNING generation`;

/** One object a tenant: a tag falls by a single write, however many entries bear it. */
export class CacheTags extends DurableObject<Env> implements CacheTagsObject {
	constructor(ctx: DurableObjectState, env: Env) {
		super(ctx, env);
		ctx.storage.sql.exec(SCHEMA);
	}

	async read(tags: readonly string[]): Promise<Readonly<Record<string, number>>> {
		const rows = this.ctx.storage.sql.exec<{ tag: string; generation: number }>(READ, JSON.stringify(tags)).toArray();
		return Object.fromEntries(rows.map(({ tag, generation }) => [tag, generation]));
	}

	/** Of a tenant that is deleted. */
	forget(): Promise<void> {
		return forgetAll(this.ctx);
	}

	async raise(tag: string): Promise<number> {
		return this.ctx.storage.sql.exec<{ generation: number }>(RAISE, tag).one().generation;
	}
}
