import { expect, it } from "vitest";
import { startArchives } from "../../../workers/upkeep/start-archives.ts";
import type { AppSteps } from "../../../workers/upkeep/write-steps.ts";

const DAY = 86_400_000;
const AT = Date.UTC(2026, 10, 21, 3, 41);
const layer = { shard: "pool-weur-0", location: "weur", partition: "events_2026_07", layer: 0 };
const steps: AppSteps = { run: (_, run) => run() };
const settings = { keepInDatabaseDays: 100, eventWindowDays: 400 };

it("starts one run a day for each layer that is due, at the app that binds its shard", async () => {
	const started = new Map<string, unknown>();
	const asked: unknown[] = [];
	const app = (shard: string) => ({
		findArchivable: async (bounds: unknown) => {
			asked.push(bounds);
			return { items: [{ ...layer, shard }], next: null };
		},
	});
	const runs = {
		create: async ({ id, params }: { readonly id: string; readonly params: unknown }) => {
			if (started.has(id)) throw new Error("instance.already_exists");
			started.set(id, params);
		},
		get: async (id: string) => {
			if (!started.has(id)) throw new Error("instance.not_found");
		},
	};
	for (const at of [AT, AT + 60_000, AT + DAY]) {
		await startArchives({ app: "WEUR", data: app("pool-weur-0"), runs, settings, steps }, at);
		await startArchives({ app: "ENAM", data: app("pool-enam-0"), runs, settings, steps }, at);
	}
	expect([...started.keys()]).toEqual([
		"archive-pool-weur-0-events_2026_07-0-20261121",
		"archive-pool-enam-0-events_2026_07-0-20261121",
		"archive-pool-weur-0-events_2026_07-0-20261122",
		"archive-pool-enam-0-events_2026_07-0-20261122",
	]);
	expect(started.get("archive-pool-enam-0-events_2026_07-0-20261121")).toEqual({
		app: "ENAM",
		layer: { ...layer, shard: "pool-enam-0" },
		run: "20261121",
	});
	expect(asked[0]).toEqual({ before: AT - 100 * DAY, lateBefore: AT - 401 * DAY });
});

it("gives a Workflow's instance an id of at most 100 characters, however long the shard's name", async () => {
	const ids: string[] = [];
	const runs = { create: async ({ id }: { readonly id: string }) => ids.push(id), get: async () => undefined };
	const longest = { ...layer, shard: `tenant-${"x".repeat(32)}-99`, partition: "events_2026_11_01_29d", layer: 12 };
	await startArchives({ app: "ANY", data: { findArchivable: async () => ({ items: [longest], next: null }) }, runs, settings, steps }, AT);
	expect(ids[0]?.length).toBeLessThanOrEqual(100);
});

/** An app with so many shards, each with five layers that are due and never leave, asked in pages of 400. */
function makeApp(shards: number) {
	const ids = Array.from({ length: shards }, (_, index) => `pool-weur-${index}`);
	return {
		async findArchivable(_: unknown, after: string | null) {
			const from = after === null ? 0 : Number(after);
			const items = ids
				.slice(from, from + 400)
				.flatMap((shard) => [5, 6, 7, 8, 9].map((month) => ({ ...layer, shard, partition: `events_2026_0${month}` })));
			return { items, next: from + 400 < shards ? String(from + 400) : null };
		},
	};
}

it("gives every one of 1,000 shards its turn within three days, though a day starts fewer runs", async () => {
	const turns = new Set<string>();
	for (let day = 0; day < 3; day += 1) {
		const started: string[] = [];
		const runs = { create: async ({ id }: { readonly id: string }) => started.push(id), get: async () => undefined };
		await startArchives({ app: "ANY", data: makeApp(1_000), runs, settings, steps }, AT + day * DAY);
		expect(started).toHaveLength(400);
		for (const id of started) turns.add(id.split("-events")[0] ?? "");
	}
	expect(turns.size).toBe(1_000);
});

it("starts one layer of every shard before a second of any", async () => {
	const ids: string[] = [];
	const runs = { create: async ({ id }: { readonly id: string }) => ids.push(id), get: async () => undefined };
	await startArchives({ app: "ANY", data: makeApp(3), runs, settings, steps }, AT);
	expect(ids).toHaveLength(15);
	expect(new Set(ids.slice(0, 3).map((id) => id.split("-events")[0])).size).toBe(3);
});
