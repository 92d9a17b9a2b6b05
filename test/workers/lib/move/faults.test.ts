import { env } from "cloudflare:workers";
import { beforeAll, expect, it } from "vitest";
import { assertWhole, KINDS, moveUnderLoad, NEVER } from "../../../move/move-under-load.ts";
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
