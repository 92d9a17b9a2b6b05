import { env } from "cloudflare:workers";
import fc from "fast-check";
import { beforeAll, expect, it } from "vitest";
import { makeArchiveReader } from "../../../../workers/lib/archive/archive-reader.ts";
import { newestFirst } from "../../../../workers/lib/events/event-key.ts";
import { type EventsQuery, parseEventsQuery } from "../../../../workers/lib/events/events-query.ts";
import { listEvents, toEventsBody } from "../../../../workers/lib/events/list-events.ts";
import type { ListedEvent } from "../../../../workers/lib/events/read-table.ts";
import { writeEvents } from "../../../../workers/lib/events/write-events.ts";
import { toPartition } from "../../../../workers/lib/partitions/partition-width.ts";
import type { EventRow } from "../../../../workers/lib/rpc.ts";
import { findDatabase } from "../../../../workers/lib/shard-databases/find-database.ts";
import { runOnShards } from "../../../../workers/lib/shard-databases/tenant-shards.ts";
import { toEventShard } from "../../../../workers/lib/tenant-tables/to-shard.ts";
import { makeShards, openTenant, SHARDED_TENANT, SHARDS } from "../../tenant-databases.ts";
import { makeRow } from "./sample-events.ts";

const DAY = 86_400_000;
const START = Date.UTC(2026, 0, 1);

beforeAll(makeShards);

const options = { env: SHARDS, bookmarks: new Map(), start: "first-primary" } as const;

const list = (tenant: string, query: EventsQuery) => {
	const context = { ...SHARDED_TENANT, tenant };
	return runOnShards({ ...options, context, readHome: async () => context }, (shards) =>
		listEvents(shards, query, makeArchiveReader(env.BUCKET)),
	);
};

async function store(tenant: string, events: readonly EventRow[]) {
	for (const database of [env.SHARD__TENANT__ACME__EU__0, env.SHARD__TENANT__ACME__EU__1]) await openTenant(database, tenant);
	const find = (shard: string, location: string) => findDatabase(SHARDS, shard, location);
	const byTable = Map.groupBy(events, ({ id, time }) => `${toEventShard(SHARDED_TENANT.shards, id)} ${toPartition(time).name}`);
	for (const [table, rows] of byTable) {
		const [shard = "", partition = ""] = table.split(" ");
		await writeEvents({ find, readHome: async () => null }, { shard, location: "eu", partition, rows });
	}
}

async function walk(tenant: string, query: EventsQuery) {
	const pages: (readonly ListedEvent[])[] = [];
	let after = query.after;
	do {
		const { items, horizon } = await list(tenant, { ...query, after });
		pages.push(items);
		after = horizon;
	} while (after);
	return pages;
}

const everything = { from: 0, to: Date.UTC(9999, 0, 1), type: null, limit: 50, after: null };

it("lists events newest first over shards and months, in pages of any size, of any time and type", async () => {
	const event = fc.record({ id: fc.stringMatching(/^[\x21-\x7e]{1,8}$/), day: fc.nat(400), type: fc.constantFrom("a", "b") });
	const events = fc.uniqueArray(event, { maxLength: 40, selector: ({ id }) => id });
	const range = fc.tuple(fc.nat(400), fc.nat(400)).map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const);
	let run = 0;
	await fc.assert(
		fc.asyncProperty(events, range, fc.constantFrom(null, "a"), fc.integer({ min: 1, max: 9 }), async (events, [from, to], type, limit) => {
			const tenant = `t${run++}`;
			const rows = events.map(({ id, day, type }) => makeRow(id, { tenant, type, time: START + day * DAY }));
			await store(tenant, rows);
			const query = { ...everything, from: START + from * DAY, to: START + to * DAY, type, limit };
			const expected = rows.filter((row) => row.time >= query.from && row.time < query.to && (type === null || row.type === type));
			const pages = await walk(tenant, query);
			expect(pages.flat().map((item) => item.event)).toEqual(expected.toSorted(newestFirst).map((row) => row.event));
			for (const page of pages) expect(page.length).toBeLessThanOrEqual(limit);
		}),
		{ numRuns: 12 },
	);
}, 60_000);

it("looks at a bounded number of events for a type, and goes on from there", async () => {
	const rows = Array.from({ length: 2500 }, (_, i) =>
		makeRow(`e${i}`, { tenant: "rare", type: i === 0 ? "rare" : "common", time: START + i }),
	);
	await store("rare", rows);
	const pages = await walk("rare", { ...everything, type: "rare" });
	expect(pages.length).toBeGreaterThan(1);
	expect(pages.length).toBeLessThanOrEqual(4);
	expect(pages.flat().map(({ id }) => id)).toEqual(["e0"]);
});

it("ends a page early when its events are large", async () => {
	const data = "x".repeat(95_000);
	const rows = Array.from({ length: 100 }, (_, i) =>
		makeRow(`${i}`, { tenant: "large", time: START + i * DAY, event: JSON.stringify({ data }) }),
	);
	await store("large", rows);
	const pages = await walk("large", { ...everything, limit: 100 });
	expect(pages.flat()).toHaveLength(100);
	for (const page of pages) expect(page.length * 95_000).toBeLessThan(4_000_000 + 2 * 100_000);
});

it("goes on in the month before when a month's last event fills the page", async () => {
	const data = "x".repeat(95_000);
	const big = { tenant: "full", event: JSON.stringify({ data }) };
	const [shard = ""] = SHARDED_TENANT.shards;
	const ids = Array.from({ length: 1000 }, (_, i) => `${i}`).filter((id) => toEventShard(SHARDED_TENANT.shards, id) === shard);
	// 4 MB for two shards are 2 MB for each: 22 events, the last of which begins below the bound.
	const months = [
		...ids.slice(0, 22).map((id) => ({ id, time: Date.UTC(2026, 5, 2) })),
		...ids.slice(22, 25).map((id) => ({ id, time: START })),
	];
	await store(
		"full",
		months.map(({ id, time }) => makeRow(id, { ...big, time })),
	);
	const pages = await walk("full", { ...everything, limit: 100 });
	expect(pages.map(({ length }) => length)).toEqual([22, 3]);
});

it("counts the first moment of a range and not its end", async () => {
	const rows = [0, 1, 2].map((ms) => makeRow(`${ms}`, { tenant: "bounds", time: START + ms }));
	await store("bounds", rows);
	const inRange = async (from: number, to: number) =>
		(await walk("bounds", { ...everything, from: START + from, to: START + to })).flat().map(({ id }) => id);
	expect([await inRange(0, 2), await inRange(1, 3), await inRange(1, 1)]).toEqual([["1", "0"], ["2", "1"], []]);
});

it("goes past a partition that is dropped while the list is read", async () => {
	await store("gone", [
		makeRow("a", { tenant: "gone", time: Date.UTC(2020, 0, 1) }),
		makeRow("b", { tenant: "gone", time: Date.UTC(2020, 1, 1) }),
	]);
	for (const database of [env.SHARD__TENANT__ACME__EU__0, env.SHARD__TENANT__ACME__EU__1])
		await database.exec("DROP TABLE IF EXISTS events_2020_02");
	expect((await walk("gone", everything)).flat().map(({ id }) => id)).toEqual(["a"]);
});

it("writes each event's text into the page as it was stored", () => {
	expect(toEventsBody({ items: [{ time: 1, id: "a", event: '{"n" : 1.0}' }], horizon: null })).toBe('{"events":[{"n" : 1.0}]}');
});

it("names the parameter that is wrong", () => {
	const bad = [{ from: "yesterday" }, { to: "2026-02-30T00:00:00Z" }, { type: "" }, { type: "x".repeat(257) }, { limit: "0" }];
	for (const parameters of bad) {
		const [name = ""] = Object.keys(parameters);
		expect(() => parseEventsQuery(parameters)).toThrow(
			expect.objectContaining({ type: "bad-parameter", message: expect.stringContaining(`${name}:`) }),
		);
	}
	expect(() => parseEventsQuery({ from: "2026-02-01T00:00:00Z", to: "2026-01-01T00:00:00Z" })).toThrow("from:");
	expect(() => parseEventsQuery({ cursor: "x" })).toThrow(expect.objectContaining({ type: "bad-cursor" }));
});
