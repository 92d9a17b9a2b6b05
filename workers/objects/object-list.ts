import { DurableObject } from "cloudflare:workers";
import type { ListedClass, ListedObject } from "../lib/tenant-deletion/listed-object.ts";
import { forgetAll } from "./forget-all.ts";
import type { Env } from "./manifest.ts";

const SCHEMA = "CREATE TABLE IF NOT EXISTS objects (class TEXT NOT NULL, name TEXT NOT NULL, PRIMARY KEY (class, name)) WITHOUT ROWID";
const LIST = "SELECT class, name FROM objects ORDER BY class, name LIMIT ?";

const PAGE = 100;

/** One object a tenant: the names of its other objects that nothing else tells. The platform lists an object's id, and no name. */
export class ObjectList extends DurableObject<Env> {
	constructor(ctx: DurableObjectState, env: Env) {
		super(ctx, env);
		ctx.storage.sql.exec(SCHEMA);
	}

	async note({ class: kind, name }: ListedObject): Promise<void> {
		this.ctx.storage.sql.exec("INSERT OR IGNORE INTO objects (class, name) VALUES (?, ?)", kind, name);
	}

	async first(): Promise<readonly ListedObject[]> {
		type Row = { class: ListedClass; name: string };
		return this.ctx.storage.sql.exec<Row>(LIST, PAGE).toArray();
	}

	/** Those that are empty by now. */
	async strike(objects: readonly ListedObject[]): Promise<void> {
		for (const { class: kind, name } of objects) this.ctx.storage.sql.exec("DELETE FROM objects WHERE class = ? AND name = ?", kind, name);
	}

	forget(): Promise<void> {
		return forgetAll(this.ctx);
	}
}
