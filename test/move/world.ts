import type { D1Database } from "@cloudflare/workers-types";
import { makeRandom } from "../../bench/random.ts";
import { makeArchiveReader } from "../../workers/lib/archive/archive-reader.ts";
import type { ArchiveReading } from "../../workers/lib/archive/archive-store.ts";
import { type D1Access, makeD1Access } from "../../workers/lib/d1/make-d1-access.ts";
import { listEvents } from "../../workers/lib/events/list-events.ts";
import { writeEvents } from "../../workers/lib/events/write-events.ts";
import { makeMoveDirectory } from "../../workers/lib/move/make-move-directory.ts";
import { makeShardMover } from "../../workers/lib/move/make-shard-mover.ts";
import type { MovePlan, Site } from "../../workers/lib/move/move-plan.ts";
import { enterMove, toPlan, toRestorePlan } from "../../workers/lib/move/move-register.ts";
import { toPartition } from "../../workers/lib/partitions/partition-width.ts";
import { ProblemError } from "../../workers/lib/problem.ts";
import { listRecords } from "../../workers/lib/records/list-records.ts";
import { deleteRecord, putRecord, readRecord } from "../../workers/lib/records/record-store.ts";
import { makeShardRestorer } from "../../workers/lib/restore/make-shard-restorer.ts";
import type { RestorePlan, RestoreWish } from "../../workers/lib/restore/restore-plan.ts";
import type { EventOutcome, EventRow } from "../../workers/lib/rpc.ts";
import { findDatabase, type ShardEnv } from "../../workers/lib/shard-databases/find-database.ts";
import { readHome } from "../../workers/lib/shard-databases/read-home.ts";
import { runOnShards, type TenantShards } from "../../workers/lib/shard-databases/tenant-shards.ts";
import { isOwnShard } from "../../workers/lib/shards.ts";
import type { TenantContext } from "../../workers/lib/tenant-context.ts";
import { toEventShard } from "../../workers/lib/tenant-tables/to-shard.ts";

const NOW = Date.UTC(2026, 10, 21);
const DAY = 86_400_000;
const ANY = { ifMatch: null, ifNoneMatch: null };
const IDS = 12;
const plain = makeD1Access({ sleep: async () => undefined });

const PLACES = [
	["weur", "pool-weur-0"],
	["weur", "pool-weur-1"],
	["eu", "tenant-acme-0"],
	["eu", "tenant-acme-1"],
] as const;

/** What a world stands on. */
export interface Stores {
	readonly directory: D1Database;
	readonly shards: ShardEnv;
	readonly bucket: ArchiveReading;
}

interface Message {
	readonly context: TenantContext;
	readonly row: EventRow;
}

/** One tenant, what its clients know to be stored, and a clock that they and the move share. */
export class World {
	readonly random: () => number;
	readonly tenant: string;
	readonly first: TenantContext;
	readonly records = new Map<string, string>();
	readonly events = new Set<string>();
	readonly queue: Message[] = [];
	readonly faults: string[] = [];
	refused = 0;
	/** While it is so, a client may read what was, what will be, or some of both. */
	isBeingRestored = false;
	/** What a gateway's isolate believes: now and then it looks again. */
	#context: TenantContext;
	#bookmarks: ReadonlyMap<string, string> = new Map();
	#clock = NOW;
	#writes = 0;

	readonly #stores: Stores;

	constructor(stores: Stores, seed: number, tenant: string, source: Site) {
		this.#stores = stores;
		this.random = makeRandom(seed);
		this.tenant = tenant;
		this.first = { tenant, epoch: 1, location: source.location, shards: [...source.shards] };
		this.#context = this.first;
	}

	now = () => this.#clock++;
	home = () => readHome(this.#stores.directory, this.tenant);

	database(shard: string): D1Database {
		const location = PLACES.find(([, id]) => id === shard)?.[0] ?? "";
		const database = findDatabase(this.#stores.shards, shard, location);
		if (!database) throw new Error(`no ${shard}`);
		return database;
	}

	async open(): Promise<void> {
		const { tenant, location, shards } = this.first;
		const { directory } = this.#stores;
		await directory.batch([
			directory.prepare("INSERT INTO tenants VALUES (?1, 'p', ?2, 'open', 1, 0)").bind(tenant, location),
			...shards.map((shard, position) => directory.prepare("INSERT INTO tenant_shards VALUES (?1, ?2, ?3)").bind(tenant, position, shard)),
		]);
		for (const shard of shards) await this.database(shard).prepare("INSERT INTO open_tenants VALUES (?1, 1)").bind(tenant).run();
	}

	/** Enters a move from where the tenant lives now. */
	async enter(target: Site): Promise<MovePlan> {
		const { epoch, location, shards } = (await this.home()) ?? this.first;
		const { tenant, now } = this;
		const move = await enterMove(this.#stores.directory, { tenant, epoch, source: { location, shards }, target, now: now() });
		if (!move) throw new Error("no move");
		return toPlan(move);
	}

	/** To the same place at another time. */
	async enterRestore(restore: RestoreWish): Promise<RestorePlan> {
		const home = await this.home();
		if (!home) throw new Error("no home");
		const { tenant, epoch, location, shards } = home;
		const site = { location, shards };
		const move = await enterMove(this.#stores.directory, { tenant, epoch, source: site, target: site, now: this.now(), restore });
		const plan = move && toRestorePlan(move);
		if (!plan) throw new Error("no restore");
		return plan;
	}

	directory = () => makeMoveDirectory(this.#stores.directory, async () => undefined);

	restorer(access: D1Access = plain) {
		return makeShardRestorer({ find: ({ shard }) => this.database(shard), access });
	}

	mover(access: D1Access = plain) {
		return makeShardMover({ find: (_, shard) => this.database(shard), access, width: "month", archive: this.#stores.bucket });
	}

	onShards<T>(run: (shards: TenantShards) => Promise<T>, context = this.#context): Promise<T> {
		const options = {
			env: this.#stores.shards,
			access: plain,
			context,
			bookmarks: this.#bookmarks,
			start: "first-unconstrained",
			readHome: this.home,
		} as const;
		return runOnShards(options, async (shards) => {
			const result = await run(shards);
			this.#bookmarks = shards.bookmarks();
			return result;
		});
	}

	/** One thing that a client or the queue does; it is acknowledged before anything else happens. */
	async act(): Promise<void> {
		const dice = this.random();
		if (dice < 0.1) this.#context = (await this.home()) ?? this.first;
		else if (dice < 0.2) this.#context = this.first;
		const kind = this.random();
		if (kind < 0.3) await this.#put();
		else if (kind < 0.45) await this.#remove();
		else if (kind < 0.65) await this.#read();
		else if (kind < 0.85) this.#post();
		else await this.deliver();
	}

	#id = () => `r${Math.floor(this.random() * IDS)}`;

	async #unlessClosed(run: () => Promise<void>): Promise<void> {
		try {
			await run();
		} catch (error) {
			if (!(error instanceof ProblemError) || error.type !== "try-again") throw error;
			this.refused += 1;
		}
	}

	#put = () =>
		this.#unlessClosed(async () => {
			const id = this.#id();
			const data = JSON.stringify(this.#writes++);
			await this.onShards((shards) => putRecord(shards, { collection: "c", id }, { etag: `"${data}"`, updatedAt: NOW, data }, ANY));
			this.records.set(id, data);
		});

	#remove = () =>
		this.#unlessClosed(async () => {
			const id = this.#id();
			const wasThere = await this.onShards((shards) => deleteRecord(shards, { collection: "c", id }, null));
			if (wasThere !== this.records.delete(id)) this.faults.push(`deleted ${id}: ${wasThere}`);
		});

	async #read(): Promise<void> {
		const id = this.#id();
		const found = await this.onShards((shards) => readRecord(shards, { collection: "c", id }));
		if (!this.isBeingRestored && found?.data !== this.records.get(id))
			this.faults.push(`read ${id}: ${found?.data}, written ${this.records.get(id)}`);
	}

	#post(): void {
		const id = `e${this.#writes++}`;
		const time = NOW - Math.floor(this.random() * 40) * DAY;
		this.events.add(id);
		this.queue.push({ context: this.#context, row: { tenant: this.tenant, id, type: "t", time, event: JSON.stringify({ id }) } });
	}

	/** A message of the queue, some of them twice; it comes again where its tenant is closed. */
	async deliver(): Promise<void> {
		const at = Math.floor(this.random() * this.queue.length);
		const [message] = this.queue.splice(at, 1);
		if (!message) return;
		const { row } = message;
		const outcome = await this.store(message.context, toEventShard(message.context.shards, row.id), [row]);
		if (outcome.refused.length > 0) this.faults.push(`event ${row.id}: ${outcome.refused[0]?.reason}`);
		if (outcome.later.length > 0 || this.random() < 0.15) this.queue.push(message);
	}

	/** Rows of one partition, as whoever has that context would have one of its shards store them. */
	store({ epoch, location }: TenantContext, shard: string, rows: readonly EventRow[]): Promise<EventOutcome> {
		const find = (id: string) => this.database(id);
		const archive = makeArchiveReader(this.#stores.bucket);
		const partition = toPartition(rows[0]?.time ?? 0).name;
		const group = { shard, location, partition, epoch: isOwnShard(shard) ? epoch : undefined, rows };
		return writeEvents({ find, readHome: this.home, access: plain, archive, now: () => NOW }, group);
	}

	async drain(): Promise<void> {
		for (let tries = 0; this.queue.length > 0 && tries < 2_000; tries++) await this.deliver();
	}

	/** What a client finds that walks through both lists, page by page. */
	async walk(context: TenantContext) {
		const records = new Map<string, string>();
		for (let after: string | null = ""; after !== null; ) {
			const from: string = after;
			const page: Awaited<ReturnType<typeof listRecords>> = await this.onShards(
				(shards) => listRecords(shards, { collection: "c", limit: 7, after: from }),
				context,
			);
			for (const { id, data } of page.items) {
				if (records.has(id)) this.faults.push(`record ${id} is listed twice`);
				records.set(id, data);
			}
			after = page.horizon;
		}
		const events: string[] = [];
		const archive = makeArchiveReader(this.#stores.bucket);
		const query = { from: 0, to: NOW + DAY, type: null, limit: 40 };
		for (let page = await this.onShards((shards) => listEvents(shards, { ...query, after: null }, archive), context); ; ) {
			events.push(...page.items.map(({ id }) => id));
			const after = page.horizon;
			if (!after) return { records, events };
			page = await this.onShards((shards) => listEvents(shards, { ...query, after }, archive), context);
		}
	}

	/** Rows of the tenant in any table of a shard. */
	async countRows(shard: string): Promise<number> {
		const database = this.database(shard);
		const { results } = await database
			.prepare(
				"SELECT name FROM sqlite_master WHERE type = 'table' AND (name = 'records' OR name GLOB 'events_*' OR name = 'adopted_layers')",
			)
			.all<{ name: string }>();
		const counts = await database.batch<{ n: number }>(
			results.map(({ name }) => database.prepare(`SELECT count(*) AS n FROM ${name} WHERE tenant = ?1`).bind(this.tenant)),
		);
		return counts.reduce((total, count) => total + (count.results[0]?.n ?? 0), 0);
	}

	/** Shards where a move has left something of itself: a place that isn't over, or changes that it wrote down. */
	async listUnfinished(): Promise<string[]> {
		const unfinished: string[] = [];
		for (const [, shard] of PLACES) {
			const [places, changes] = await this.database(shard).batch<{ n: number }>(
				[
					"SELECT count(*) AS n FROM tenant_places WHERE tenant = ?1 AND (state <> 'over' OR pass <> 0)",
					"SELECT count(*) AS n FROM tenant_changes WHERE tenant = ?1",
				].map((sql) => this.database(shard).prepare(sql).bind(this.tenant)),
			);
			if (places?.results[0]?.n !== 0 || changes?.results[0]?.n !== 0) unfinished.push(shard);
		}
		return unfinished;
	}
}
