import { DurableObject } from "cloudflare:workers";
import { type KeyRevocations, type KeySweeps, makeKeySweeps, type RevokedKey } from "../lib/key-sweep/key-sweep.ts";
import { logError } from "../lib/log-error.ts";
import { restrictObjects } from "../lib/objects/restrict-objects.ts";
import type { ListedClass, ListedObject } from "../lib/tenant-deletion/listed-object.ts";
import { forgetAll } from "./forget-all.ts";
import type { Env } from "./manifest.ts";
import { findObjects } from "./own-objects.ts";
import { makeSqlSweeps } from "./sql-sweeps.ts";

const SCHEMA = "CREATE TABLE IF NOT EXISTS objects (class TEXT NOT NULL, name TEXT NOT NULL, PRIMARY KEY (class, name)) WITHOUT ROWID";
const LIST = "SELECT class, name FROM objects ORDER BY class, name LIMIT ?";
const LIST_ROOMS = "SELECT name FROM objects WHERE class = 'Hub' AND name > ? ORDER BY name LIMIT ?";

const PAGE = 100;

/** One object a tenant: the names of its other objects that nothing else tells. The platform lists an object's id, and no name. */
export class ObjectList extends DurableObject<Env> implements KeyRevocations {
	readonly #sweeps: KeySweeps;

	constructor(ctx: DurableObjectState, env: Env) {
		super(ctx, env);
		ctx.storage.sql.exec(SCHEMA);
		this.#sweeps = makeKeySweeps({
			store: makeSqlSweeps(ctx.storage.sql),
			listRooms: (after, limit) => {
				const rows = ctx.storage.sql.exec<{ name: string }>(LIST_ROOMS, after, limit);
				return rows.toArray().map(({ name }) => name);
			},
			closeInRoom: ({ location, keyId }, room) => this.#own("Hub", location).getByName(room).closeKey(keyId),
			closeWatchers: ({ location, tenant }) => this.#own("ChunkedJob", location).getByName(tenant).closeWatchers(),
			staleMs: env.SETTINGS.directoryStaleSeconds * 1_000,
			now: Date.now,
			onError: (error) => logError("close a revoked key's connections", error, {}),
		});
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

	async revokeKey(key: RevokedKey): Promise<void> {
		await this.ctx.storage.setAlarm(this.#sweeps.begin(key));
	}

	override async alarm(): Promise<void> {
		const at = await this.#sweeps.run();
		if (at !== null) await this.ctx.storage.setAlarm(at);
	}

	forget(): Promise<void> {
		return forgetAll(this.ctx);
	}

	#own<K extends "Hub" | "ChunkedJob">(kind: K, location: string) {
		return restrictObjects(findObjects(this.ctx.exports, kind), location);
	}
}
