import { env } from "cloudflare:workers";
import { beforeAll, beforeEach, expect, it } from "vitest";
import { makeArchiveReader } from "../../../../workers/lib/archive/archive-reader.ts";
import { closeLayer, dropLayer, readLayer } from "../../../../workers/lib/archive/archive-source.ts";
import { makeArchiver } from "../../../../workers/lib/archive/make-archiver.ts";
import type { EventKey } from "../../../../workers/lib/events/event-key.ts";
import { listEvents, toEventsBody } from "../../../../workers/lib/events/list-events.ts";
import type { ShardMover } from "../../../../workers/lib/move/move-data.ts";
import type { Site } from "../../../../workers/lib/move/move-plan.ts";
import { runMove } from "../../../../workers/lib/move/run-move.ts";
import type { LayerSource } from "../../../../workers/lib/rpc.ts";
import type { TenantContext } from "../../../../workers/lib/tenant-context.ts";
import { toEventShard } from "../../../../workers/lib/tenant-tables/to-shard.ts";
import { KeptSteps as MoveSteps } from "../../../move/kept-steps.ts";
import { KINDS } from "../../../move/move-under-load.ts";
import { World } from "../../../move/world.ts";
import { applyMigrations } from "../../apply-migrations.ts";
import { dropAll, makeShards, SHARDS } from "../../tenant-databases.ts";
import { KeptSteps } from "../archive/kept-steps.ts";

const stores = { directory: env.DIRECTORY, shards: SHARDS, bucket: env.BUCKET };
const reader = makeArchiveReader(env.BUCKET);
const HOUR = 3_600_000;
const JULY = Date.UTC(2026, 6, 1);
const [[, POOL_0, POOL_1], [, , OWN_2], [, OWN_1]] = KINDS;
const SIZES = { partBytes: 5 * 1024 * 1024, blockBytes: 500 };

beforeAll(async () => {
	await dropAll(env.DIRECTORY);
	await applyMigrations(env.DIRECTORY, "directory");
});
beforeEach(makeShards);

let worlds = 0;

async function open(site: Site, tenant = `a${++worlds}`): Promise<World> {
	const world = new World(stores, worlds, tenant, site);
	await world.open();
	return world;
}

/** Events of July, one every nine hours, by way of what somebody believes of the tenant's home. */
async function post(world: World, context: TenantContext, from: number, count: number): Promise<void> {
	const rows = Array.from({ length: count }, (_, index) => {
		const [n, id] = [from + index, `${world.tenant}-${from + index}`];
		return { tenant: world.tenant, id, type: "t", time: JULY + 9 * n * HOUR, event: JSON.stringify({ id, n }) };
	});
	for (const [shard, own] of Map.groupBy(rows, ({ id }) => toEventShard(context.shards, id)))
		expect(await world.store(context, shard, own)).toEqual({ refused: [], later: [] });
}

const readContext = async (world: World) => (await world.home()) ?? world.first;

const sourceOf = (world: World): LayerSource => ({
	closeLayer: (ref) => closeLayer(world.database(ref.shard), ref),
	readLayer: (ref, after) => readLayer(world.database(ref.shard), ref, after),
	dropLayer: (ref, archived) => dropLayer(world.database(ref.shard), env.BUCKET, ref, archived),
});

const toLayer = (shard: string, layer = 0) => ({ shard, location: "weur", partition: "events_2026_07", layer });

/** Of one layer of July on a shard, a run that may be crashed and gone on with. */
const archive = (world: World, shard: string, layer = 0, { steps = new KeptSteps(), source = sourceOf(world) } = {}) =>
	makeArchiver({ source, store: env.BUCKET, steps, run: "r", ...SIZES }).archive(toLayer(shard, layer));

/** The bodies of all pages of a list, as clients get them: events and cursors. */
async function list(world: World, limit: number): Promise<string[]> {
	const bodies: string[] = [];
	const context = await readContext(world);
	for (let after: EventKey | null = { time: Date.UTC(2027, 0, 1), id: "" }; after; ) {
		const query = { from: 0, to: Date.UTC(2027, 0, 1), type: null, limit, after };
		const page: Awaited<ReturnType<typeof listEvents>> = await world.onShards((shards) => listEvents(shards, query, reader), context);
		bodies.push(toEventsBody(page));
		after = page.horizon;
	}
	return bodies;
}

const listAll = async (world: World) => [await list(world, 7), await list(world, 100)];

interface Moving {
	/** Called before each step. */
	readonly watch?: (step: string) => Promise<void>;
	readonly mover?: ShardMover;
	readonly attempts?: number;
}

/** The whole of a move. */
async function move(world: World, target: Site, { watch = async () => undefined, mover = world.mover(), attempts = 1 }: Moving = {}) {
	const steps = new MoveSteps(attempts);
	const said: string[] = [];
	const end = await runMove({
		plan: await world.enter(target),
		steps: {
			run: async (name, kind, run) => {
				await watch(name);
				return steps.run(name, kind, run);
			},
			sleep: watch,
		},
		directory: world.directory(),
		moverOf: () => mover,
		now: world.now,
		staleSeconds: 60,
		onError: (_, error) => void said.push(String(error)),
	});
	return { end, said: said.join() };
}

/** Rows of the tenant's events in the shards' own tables. */
async function countEvents(world: World, shards: readonly string[]): Promise<number> {
	let total = 0;
	for (const shard of shards) total += (await world.countRows(shard)) - (await countAdopted(world, shard));
	return total;
}

const countAdopted = async (world: World, shard: string): Promise<number> =>
	(await world
		.database(shard)
		.prepare("SELECT count(*) AS n FROM adopted_layers WHERE tenant = ?1")
		.bind(world.tenant)
		.first<number>("n")) ?? 0;

it("lists and knows archived events after any move, and carries them on with the next one", { timeout: 60_000 }, async () => {
	const world = await open(POOL_0);
	const neighbour = await open(POOL_1);
	await post(neighbour, neighbour.first, 0, 20);
	await archive(neighbour, "pool-weur-1");
	let posted = 0;
	for (const target of [POOL_1, OWN_1, OWN_2, POOL_0, OWN_2]) {
		const context = await readContext(world);
		// Some for the archive, and some that come late and stay in the database.
		await post(world, context, posted, 12);
		for (const shard of context.shards) await archive(world, shard, shard === "pool-weur-1" ? 1 : 0);
		await post(world, context, posted + 12, 3);
		posted += 15;
		const before = await listAll(world);
		expect(before.flat().join("").match(/"n"/g)).toHaveLength(2 * posted);
		expect((await move(world, target)).end).toBe("done");
		expect([target.shards, await listAll(world)]).toEqual([target.shards, before]);
		const stored = await countEvents(world, target.shards);
		// Everything once more, from where it was at first, where it was just now, and where it is.
		for (const believed of [world.first, context, await readContext(world)]) await post(world, believed, 0, posted);
		expect([await countEvents(world, target.shards), await listAll(world)]).toEqual([stored, before]);
		for (const shard of context.shards.filter((one) => !target.shards.includes(one))) expect(await world.countRows(shard)).toBe(0);
		// What it has made itself, a shard knows by its own register.
		if (target === POOL_0) expect(await countAdopted(world, "pool-weur-0")).toBe(3);
	}
	expect(await list(neighbour, 100)).toEqual([expect.stringMatching(/^(?:.*?"n"){20}/)]);
});

const countListed = (pages: readonly string[]) => pages.join("").match(/"n"/g)?.length ?? 0;

/** Two tenants of two shards, each with events that are due for the archive. */
async function openTwo() {
	const [world, neighbour] = [await open(POOL_0), await open(POOL_1)];
	for (const one of [world, neighbour]) await post(one, one.first, 0, 10);
	return { world, neighbour };
}

const BOTH = ["pool-weur-0", "pool-weur-1"] as const;

it("sends no layer of either shard to the archive while a tenant moves, and goes on with it after that", async () => {
	const { world, neighbour } = await openTwo();
	const before = [await list(world, 4), await list(neighbour, 4)];
	const moved = Promise.withResolvers<void>();
	const refusals: string[] = [];
	/** A run whose step is tried again, the second time once the move is over. */
	const startArchive = (shard: string) => {
		const source = sourceOf(world);
		let tries = 0;
		const closeOne: LayerSource["closeLayer"] = async (ref) => {
			if (tries++ > 0) await moved.promise;
			return source.closeLayer(ref).catch((error: unknown) => {
				refusals.push(String(error));
				throw error;
			});
		};
		return archive(world, shard, 0, { steps: new KeptSteps(2), source: { ...source, closeLayer: closeOne } });
	};
	const archiving: Promise<void>[] = [];
	const tried: string[] = [];
	const { end } = await move(world, POOL_1, {
		watch: async (step) => {
			if (step === "archives") archiving.push(...BOTH.map(startArchive));
			// What has ended on a shard is over there.
			const under =
				step === "begin" || step === "done" ? [] : BOTH.filter((shard) => shard === "pool-weur-0" || step !== "end pool-weur-0");
			for (const shard of under) await expect(closeLayer(world.database(shard), toLayer(shard)), step).rejects.toThrow("tenant_moving");
			tried.push(step);
		},
	});
	expect([end, new Set(refusals)]).toEqual(["done", new Set([expect.stringContaining("tenant_moving")])]);
	expect(tried).toEqual(expect.arrayContaining(["archives", "hand over", "copies of the directory", "clear pool-weur-0 forward 1"]));
	moved.resolve();
	await Promise.all(archiving);
	expect([await list(world, 4), await list(neighbour, 4)]).toEqual(before);
	expect([await countEvents(world, BOTH), await countEvents(neighbour, BOTH)]).toEqual([0, 0]);
});

it.each(BOTH)("begins no move while a layer of %s is on its way to the archive: it is undone, and both go on after that", async (shard) => {
	const { world, neighbour } = await openTwo();
	const steps = new KeptSteps();
	steps.crash = (name) => name === "close";
	expect(await steps.play(() => archive(world, shard, 0, { steps }))).toBe("crashed");
	const { end, said } = await move(world, POOL_1);
	expect([end, said]).toEqual(["undone", expect.stringContaining("layer_closed")]);
	expect([await world.listUnfinished(), await world.countRows("pool-weur-1")]).toEqual([[], 0]);
	await post(world, world.first, 10, 5);

	steps.crash = () => false;
	expect(await steps.play(() => archive(world, shard, 0, { steps }))).toBe("ended");
	expect((await move(world, POOL_1)).end).toBe("done");
	expect([countListed(await list(world, 4)), countListed(await list(neighbour, 4))]).toEqual([15, 10]);
});

it("begins by itself once the layer has left, where that is while its step is still tried", async () => {
	const { world } = await openTwo();
	const steps = new KeptSteps();
	steps.crash = (name) => name === "close";
	await steps.play(() => archive(world, "pool-weur-0", 0, { steps }));
	const real = world.mover();
	const begin: ShardMover["begin"] = (...values) =>
		real.begin(...values).catch(async (error: unknown) => {
			expect(String(error)).toContain("layer_closed");
			steps.crash = () => false;
			await steps.play(() => archive(world, "pool-weur-0", 0, { steps }));
			throw error;
		});
	expect(await move(world, POOL_1, { mover: { ...real, begin }, attempts: 2 })).toEqual({ end: "done", said: "" });
	expect(countListed(await list(world, 4))).toBe(10);
});
