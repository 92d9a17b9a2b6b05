import { DurableObject } from "cloudflare:workers";
import {
	type CounterBatch,
	type CounterObject,
	type CounterReading,
	type CounterShardId,
	type CounterSums,
	toShardName,
} from "../lib/counter/counter-object.ts";
import { writeSnapshot } from "../lib/counter/counter-snapshot.ts";
import type { Days } from "../lib/counter/counts.ts";
import { type CounterShard, makeCounterShard } from "../lib/counter/make-counter-shard.ts";
import { makeSqlCounterStore } from "../lib/counter/sql-counter-store.ts";
import { restrictObjects } from "../lib/objects/restrict-objects.ts";
import { isJurisdiction } from "../lib/shards.ts";
import { DAY_MS, toDay } from "../lib/time/day.ts";
import { forgetAll } from "./forget-all.ts";
import type { Env } from "./manifest.ts";
import { findObjects } from "./own-objects.ts";

const SCHEMA = `CREATE TABLE IF NOT EXISTS self (
	id INTEGER PRIMARY KEY CHECK (id = 1), name TEXT NOT NULL, location TEXT NOT NULL, shard INTEGER NOT NULL, known INTEGER NOT NULL
)`;
const BE = "INSERT OR REPLACE INTO self (id, name, location, shard, known) VALUES (1, ?, ?, ?, ?)";

type Self = CounterShardId & { readonly known: number };

/** One shard of a counter: exact, since an object does one thing at a time and answers only when its writes are durable. */
export class Counter extends DurableObject<Env> implements CounterObject {
	readonly #shard: CounterShard;
	#self: Self | undefined;

	constructor(ctx: DurableObjectState, env: Env) {
		super(ctx, env);
		ctx.storage.sql.exec(SCHEMA);
		this.#self = ctx.storage.sql
			.exec<{ name: string; location: string; shard: number; known: number }>("SELECT name, location, shard, known FROM self")
			.toArray()[0];
		this.#shard = makeCounterShard(makeSqlCounterStore(ctx.storage.sql), Date.now);
	}

	async add(id: CounterShardId, batch: CounterBatch): Promise<CounterSums> {
		// A batch that comes again was perhaps counted before the head was told: it is told then.
		if (this.#shard.add(batch)) await this.#wake();
		await this.#be(id);
		return this.#shard.sums(toDay(Date.now()));
	}

	async read(): Promise<CounterReading> {
		return this.#shard.read();
	}

	async sums(day: string): Promise<CounterSums> {
		return this.#shard.sums(day);
	}

	async gather({ name, location, shard }: CounterShardId, days: Days): Promise<Days> {
		const others = this.#shard.gather(shard, days);
		await this.#be({ name, location, shard: 0 });
		await this.#wake();
		return others;
	}

	/** Of a tenant that is deleted. */
	forget(): Promise<void> {
		return forgetAll(this.ctx);
	}

	/** Tells the head, or, as the head, KV; a failure is thrown, and the runtime runs it again. */
	override async alarm(): Promise<void> {
		const hasDays = this.#shard.prune();
		if (this.#self) await this.#publish(this.#self);
		if (hasDays && (await this.ctx.storage.getAlarm()) === null) await this.ctx.storage.setAlarm(Date.now() + DAY_MS);
	}

	async #publish(self: CounterShardId): Promise<void> {
		if (self.shard > 0) return this.#tell(self);
		// KV is one for the whole world: what must stay in a jurisdiction is read from its objects.
		if (isJurisdiction(self.location)) return;
		await writeSnapshot(this.env.KEYS, self.name, { at: Date.now(), days: this.#shard.merged() });
	}

	/** Of a new shard the head must know before anything is counted for good: a reader asks only those that it knows. */
	async #be(id: CounterShardId): Promise<void> {
		if (this.#self?.known === 1) return;
		const { name, location, shard } = id;
		this.#self = { name, location, shard, known: 0 };
		if (shard > 0) await this.#tell(this.#self);
		this.ctx.storage.sql.exec(BE, name, location, shard, 1);
		this.#self = { name, location, shard, known: 1 };
	}

	async #tell({ name, location, shard }: CounterShardId): Promise<void> {
		const head = restrictObjects(findObjects(this.ctx.exports, "Counter"), location).getByName(toShardName(name, 0));
		this.#shard.hearOthers(await head.gather({ name, location, shard }, this.#shard.read().days));
	}

	/** Never sooner than a second after the run before, which is as often as KV takes a key (/kv/platform/limits/, 2026-09-17). */
	async #wake(): Promise<void> {
		const at = Date.now() + this.env.SETTINGS.snapshotSeconds * 1_000;
		const alarm = await this.ctx.storage.getAlarm();
		if (alarm === null || alarm > at) await this.ctx.storage.setAlarm(at);
	}
}
