import { expect, it } from "vitest";
import { ACCOUNT_ID } from "../../local/account-id.ts";
import { makeAccountParts } from "../../local/account-parts.ts";
import { startApi } from "../../local/api/server.ts";
import { startRuntime } from "../../local/runtime.ts";
import { applyMigrations, type Progress } from "../../migrations/apply-migrations.ts";
import { makeD1Query } from "../../migrations/d1-api.ts";
import { readMigrations } from "../../migrations/read-migrations.ts";

const SHARDS = 1_000;

it(`migrates ${SHARDS} databases of a local account in one run, over its API, and tells how far it is`, { timeout: 300_000 }, async () => {
	const databases = Array.from({ length: SHARDS }, (_, index) => ({ id: `fleet-${index}`, name: `shard-${index}` }));
	const parts = { ...makeAccountParts(), d1: new Map(databases.map(({ id, name }) => [id, name])) };
	const runtime = await startRuntime(parts, { port: 0, stateFolder: undefined, print: () => {}, front: undefined });
	const api = await startApi({ databases: () => parts.d1, runBatch: runtime.runBatch });
	try {
		const query = makeD1Query(ACCOUNT_ID, { apiToken: api.token, baseURL: api.baseUrl });
		const { migrations } = readMigrations("shard");
		const seen: Progress[] = [];
		const run = { phase: "expand", query, onProgress: (progress: Progress) => seen.push(progress) } as const;
		await applyMigrations(databases, migrations.slice(0, 1), run);
		expect(seen.map(({ done }) => done)).toEqual(databases.map((_, index) => index + 1));
		expect(new Set(seen.map(({ database }) => database.name)).size).toBe(SHARDS);
		for (const index of [0, 1, 499, 999])
			expect(await query({ id: `fleet-${index}`, name: "" }, "SELECT count(*) AS n FROM d1_migrations")).toEqual([{ n: 1 }]);
	} finally {
		await api.close();
		await runtime.miniflare.dispose();
	}
});
