import { env } from "cloudflare:workers";
import { beforeAll, expect, it } from "vitest";
import { createTenant } from "../../../../workers/app/admin/create-tenant.ts";
import { runMove } from "../../../../workers/lib/move/run-move.ts";
import type { ShardDatabase } from "../../../../workers/lib/shard-databases/find-database.ts";
import type { Shard } from "../../../../workers/lib/shards.ts";
import { KeptSteps } from "../../../move/kept-steps.ts";
import { assertWhole, KINDS, moveUnderLoad, NEVER } from "../../../move/move-under-load.ts";
import { World } from "../../../move/world.ts";
import { applyMigrations } from "../../apply-migrations.ts";
import { dropAll, makeShards, SHARDS } from "../../tenant-databases.ts";

const stores = { directory: env.DIRECTORY, shards: SHARDS, bucket: env.BUCKET };

beforeAll(async () => {
	await makeShards();
	await dropAll(env.DIRECTORY);
	await applyMigrations(env.DIRECTORY, "directory");
});

/** The many runs are in test/move: these are for what D1 does otherwise than SQLite alone. */
it.each([...KINDS.keys()])("moves under load on D1, and after a crash: $0", { timeout: 60_000 }, async (kind) => {
	const plain = await moveUnderLoad(stores, kind, NEVER);
	await assertWhole(plain);
	expect(plain.end).toBe("done");
	const at = Math.floor((plain.calls * (kind + 1)) / (KINDS.length + 1));
	await assertWhole(
		await moveUnderLoad(stores, KINDS.length + kind, { at, calls: 3, where: kind % 2 === 0 ? "late" : "after", crash: kind % 2 === 1 }),
	);
});

it("isn't opened where it was by a creation that stalled until it had moved", async () => {
	const [, source, target] = KINDS[0];
	const { promise: released, resolve: release } = Promise.withResolvers<void>();
	const real = env.SHARD__POOL__WEUR__0;
	const stalled = Object.assign(Object.create(null), {
		prepare: (sql: string) => ({
			bind: (...values: unknown[]) => ({
				run: () =>
					released.then(() =>
						real
							.prepare(sql)
							.bind(...values)
							.run(),
					),
			}),
		}),
	});
	const shard: Shard = { id: "pool-weur-0", tenant: null, location: "weur", index: 0 };
	const create = (database: ShardDatabase["database"]) =>
		createTenant(
			{ directory: stores.directory, bound: [{ shard, database }], pool: [shard], home: "weur", fullAt: 1e9, now: () => 0 },
			{ id: "slow", plan: "p", region: undefined },
		);
	const first = create(stalled).catch((error: unknown) => error);
	await create(real);
	const world = new World(stores, 1, "slow", source);
	const plan = await world.enter(target);
	const mover = world.mover();
	const options = { plan, steps: new KeptSteps(1), directory: world.directory(), moverOf: () => mover, now: world.now, staleSeconds: 60 };
	expect(await runMove({ ...options, onError: () => undefined })).toBe("done");
	release();
	expect(await first).toMatchObject({ type: "conflict" });
	const open = (database: typeof real) => database.prepare("SELECT epoch FROM open_tenants WHERE tenant = 'slow'").bind().first("epoch");
	expect([await open(real), await open(env.SHARD__POOL__WEUR__1)]).toEqual([null, 2]);
});
