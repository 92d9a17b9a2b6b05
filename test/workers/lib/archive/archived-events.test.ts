import { env } from "cloudflare:workers";
import { beforeEach, expect, it } from "vitest";
import { makeArchiveReader } from "../../../../workers/lib/archive/archive-reader.ts";
import { closeLayer, dropLayer, readLayer } from "../../../../workers/lib/archive/archive-source.ts";
import { findArchivable } from "../../../../workers/lib/archive/find-archivable.ts";
import { makeArchiver } from "../../../../workers/lib/archive/make-archiver.ts";
import type { EventKey } from "../../../../workers/lib/events/event-key.ts";
import { listEvents, toEventsBody } from "../../../../workers/lib/events/list-events.ts";
import { writeEvents } from "../../../../workers/lib/events/write-events.ts";
import { makePartitions } from "../../../../workers/lib/partitions/make-partitions.ts";
import { toPartition } from "../../../../workers/lib/partitions/partition-width.ts";
import type { EventRow, LayerSource } from "../../../../workers/lib/rpc.ts";
import { findDatabase, listDatabases } from "../../../../workers/lib/shard-databases/find-database.ts";
import { runOnShards } from "../../../../workers/lib/shard-databases/tenant-shards.ts";
import { countRows, makeShards, openTenant, POOL_TENANT, SHARDS } from "../../tenant-databases.ts";
import { makeRow } from "../events/sample-events.ts";
import { KeptSteps } from "./kept-steps.ts";

const DAY = 86_400_000;
const JULY = Date.UTC(2026, 6, 1);
const database = env.SHARD__POOL__WEUR__0;
const reader = makeArchiveReader(env.BUCKET);
const SIZES = { partBytes: 5 * 1024 * 1024, blockBytes: 2000 };
const layer = (layer: number, partition = "events_2026_07") => ({ shard: "pool-weur-0", location: "weur", partition, layer });

const source: LayerSource = {
	closeLayer: (ref) => closeLayer(database, ref),
	readLayer: (ref, after) => readLayer(database, ref, after),
	dropLayer: (ref, archived) => dropLayer(database, env.BUCKET, ref, archived),
};
const archive = (ref = layer(0), of = source) =>
	makeArchiver({ source: of, store: env.BUCKET, steps: new KeptSteps(), run: "r", ...SIZES }).archive(ref);

const july = (days: number, more: Partial<EventRow> = {}) => makeRow(`e${days}`, { time: JULY + days * DAY, ...more });
const JULY_ROWS = Array.from({ length: 31 }, (_, days) => july(days));

async function write(rows: readonly EventRow[], partition = "events_2026_07", width: "month" | "week" | "day" = "month") {
	const find = (shard: string, location: string) => findDatabase(SHARDS, shard, location);
	return writeEvents(
		{ find, readHome: async () => POOL_TENANT, archive: reader, width },
		{ shard: "pool-weur-0", location: "weur", partition, rows },
	);
}

async function pages(limit: number, type: string | null = null) {
	const bodies: string[] = [];
	for (let after: EventKey | null = { time: Date.UTC(2027, 0, 1), id: "" }; after; ) {
		const query = { from: 0, to: Date.UTC(9999, 0, 1), type, limit, after };
		const options = {
			env: SHARDS,
			bookmarks: new Map(),
			start: "first-primary",
			context: POOL_TENANT,
			readHome: async () => POOL_TENANT,
		} as const;
		const page: Awaited<ReturnType<typeof listEvents>> = await runOnShards(options, (shards) => listEvents(shards, query, reader));
		bodies.push(toEventsBody(page));
		after = page.horizon;
	}
	return bodies;
}

const ids = async () => (await pages(100)).flatMap((body) => JSON.parse(body).events.map(({ id }: { readonly id: string }) => id));

beforeEach(async () => {
	const { results } = await database
		.prepare("SELECT name FROM sqlite_master WHERE type = 'table' AND name LIKE 'event%'")
		.all<{ name: string }>();
	for (const { name } of results) await database.exec(`DROP TABLE ${name}`);
	await database.exec("DROP TABLE IF EXISTS open_tenants; DROP TABLE IF EXISTS records");
	await makeShards().catch(() => undefined);
	await openTenant(database, "demo");
	await openTenant(database, "other");
});

it("answers with the same bytes and cursors before, while and after a partition is archived", async () => {
	await write([...JULY_ROWS, july(3, { tenant: "other" })]);
	await write([makeRow("august", { time: Date.UTC(2026, 7, 5) })], "events_2026_08");
	const before = [await pages(5), await pages(7, "t"), await pages(100)];
	await closeLayer(database, layer(0));
	expect([await pages(5), await pages(7, "t"), await pages(100)]).toEqual(before);
	await archive();
	await expect(countRows(database, "events_2026_07")).rejects.toThrow("no such table");
	expect([await pages(5), await pages(7, "t"), await pages(100)]).toEqual(before);
});

it("keeps a late event in a layer of its own, listed in its place, and stores none that the archive has", async () => {
	await write(JULY_ROWS);
	await archive();
	const late = makeRow("late", { time: JULY + 5 * DAY + 1 });
	for (let i = 0; i < 2; i++) expect(await write([july(5), late, july(30)])).toEqual({ refused: [], later: [] });
	expect(await countRows(database, "events_2026_07_late_1")).toBe(1);
	const expected = [...JULY_ROWS.map(({ id }) => id).toReversed()];
	expect(await ids()).toEqual([...expected.slice(0, 25), "late", ...expected.slice(25)]);
	await archive(layer(1));
	expect(await ids()).toEqual([...expected.slice(0, 25), "late", ...expected.slice(25)]);
	await write([late, july(0), makeRow("later", { time: JULY })]);
	expect(await countRows(database, "events_2026_07_late_2")).toBe(1);
});

it("loses and doubles nothing that comes while a partition is on its way to the archive", async () => {
	await write(JULY_ROWS);
	const during: LayerSource = {
		...source,
		async readLayer(ref, after) {
			await write([july(7), makeRow(`in-between-${after?.id ?? ""}`, { time: JULY + 9 })]);
			return source.readLayer(ref, after);
		},
	};
	await archive(layer(0), during);
	await write(JULY_ROWS);
	expect((await ids()).toSorted()).toEqual([...JULY_ROWS.map(({ id }) => id), "in-between-", "in-between-e30"].toSorted());
});

it("goes by the register and not by the message where widths have changed", async () => {
	await makePartitions(database, [toPartition(Date.UTC(2026, 6, 1))]);
	const [inJuly, inAugust] = [july(20), makeRow("august", { time: Date.UTC(2026, 7, 1) })];
	const week = toPartition(inAugust.time, "week");
	expect(week.name).toBe("events_2026_07_27_7d");
	expect(await write([july(27), inAugust], week.name, "week")).toEqual({ refused: [], later: [] });
	await write([inJuly], toPartition(inJuly.time, "week").name, "week");
	await write([inAugust], "events_2026_08", "week");
	expect([await countRows(database, "events_2026_07"), await countRows(database, "events_2026_08_01_2d")]).toEqual([2, 1]);
	expect(await ids()).toEqual(["august", "e27", "e20"]);
});

it("drops nothing unless the archive has as many events as the table", async () => {
	await write(JULY_ROWS);
	await expect(dropLayer(database, env.BUCKET, layer(0), { manifest: "none" })).rejects.toThrow("is open");
	await closeLayer(database, layer(0));
	await expect(dropLayer(database, env.BUCKET, layer(0), { manifest: "none" })).rejects.toThrow("isn't what the table holds");
	await expect(dropLayer(database, env.BUCKET, layer(0), { manifest: null })).rejects.toThrow("isn't what the table holds");
	expect(await countRows(database, "events_2026_07")).toBe(31);
	await archive();
	await archive();
	expect((await ids()).length).toBe(31);
});

it("takes what ended long enough ago, and nothing that must stay in a jurisdiction", async () => {
	for (const shard of [database, env.SHARD__TENANT__ACME__EU__0])
		await makePartitions(shard, [toPartition(JULY), toPartition(Date.UTC(2026, 7, 1)), toPartition(Date.UTC(2026, 8, 1))]);
	const due = async (before: number, lateBefore = 0) => (await findArchivable(listDatabases(SHARDS), { before, lateBefore }, null)).items;
	const both = [layer(0), layer(0, "events_2026_08")];
	expect(await due(Date.UTC(2026, 8, 2))).toEqual(both);
	expect(await due(Date.UTC(2026, 7, 31))).toEqual([layer(0)]);
	await archive();
	await write([july(1)]);
	expect(await due(Date.UTC(2026, 8, 2))).toEqual(both.slice(1));
	expect(await due(Date.UTC(2026, 8, 2), Date.UTC(2026, 7, 1))).toEqual([layer(1), ...both.slice(1)]);
});

it("goes on over many archived partitions when one event of each fills a page", async () => {
	for (let month = 0; month < 14; month++) {
		const row = makeRow(`m${month}`, { time: Date.UTC(2025, 4 + month, 5) });
		await write([row], toPartition(row.time).name);
	}
	const before = [await pages(1), await pages(3), await pages(100)];
	for (let month = 0; month < 14; month++) await archive(layer(0, toPartition(Date.UTC(2025, 4 + month)).name));
	expect([await pages(1), await pages(3)]).toEqual(before.slice(0, 2));
	expect((await ids()).length).toBe(14);
});
