import { env } from "cloudflare:workers";
import fc from "fast-check";
import { beforeAll, expect, it } from "vitest";
import { makeMissingPartitions, makePartitions } from "../../../../workers/lib/partitions/make-partitions.ts";
import { DAY, type Partition, parsePartition } from "../../../../workers/lib/partitions/partition.ts";
import { type PartitionWidth, toPartition } from "../../../../workers/lib/partitions/partition-width.ts";
import { planAhead, planPartition } from "../../../../workers/lib/partitions/plan-partition.ts";
import { makeShards, openTenant } from "../../tenant-databases.ts";

const database = env.SHARD__POOL__WEUR__0;
const NOVEMBER_21 = Date.UTC(2026, 10, 21);

beforeAll(makeShards);

const widths = fc.constantFrom<PartitionWidth[]>("month", "week", "day");
const moment = fc.integer({ min: 0, max: Date.UTC(9999, 0, 1) });
const covers = ({ startsAt, endsAt }: Partition, time: number) => startsAt <= time && time < endsAt;

it("puts every moment into exactly one partition of a width, whose name gives its bounds", () => {
	fc.assert(
		fc.property(moment, widths, (time, width) => {
			const partition = toPartition(time, width);
			expect(covers(partition, time)).toBe(true);
			expect(parsePartition(partition.name)).toEqual(partition);
			expect(toPartition(partition.endsAt, width).startsAt).toBe(partition.endsAt);
		}),
	);
});

it("leaves no moment to two partitions, whatever the widths were and in whatever order events came", () => {
	const near = fc.integer({ min: Date.UTC(2026, 0, 1), max: Date.UTC(2026, 5, 1) });
	fc.assert(
		fc.property(fc.array(fc.tuple(near, widths), { maxLength: 60 }), (arrivals) => {
			const registered: Partition[] = [];
			const homes = new Map<number, string>();
			for (const [time, width] of arrivals) {
				const partition = planPartition(time, width, registered);
				if (!registered.some(({ name }) => name === partition.name)) registered.push(partition);
				homes.set(time, partition.name);
			}
			for (const [time, name] of homes)
				expect(registered.filter((partition) => covers(partition, time)).map((one) => one.name)).toEqual([name]);
			for (const partition of registered) expect(parsePartition(partition.name)).toEqual(partition);
			const byName = registered.toSorted((a, b) => (a.name < b.name ? -1 : 1));
			expect(byName).toEqual(registered.toSorted((a, b) => a.startsAt - b.startsAt));
		}),
		{ numRuns: 300 },
	);
});

it("changes the width for the future only", () => {
	const months = planAhead(NOVEMBER_21, "month", 1, []);
	expect(months.map(({ name }) => name)).toEqual(["events_2026_11", "events_2026_12"]);
	const weeks = planAhead(NOVEMBER_21, "week", 3, months);
	expect(weeks.map(({ name }) => name)).toEqual(["events_2026_11", "events_2026_12", "events_2027_01_01_3d", "events_2027_01_04_7d"]);
	const back = planAhead(Date.UTC(2027, 0, 5), "month", 1, weeks);
	expect(back.map(({ name }) => name)).toEqual(["events_2027_01_04_7d", "events_2027_01_11_21d"]);
});

it("knows no partition by a name of another form", () => {
	const names = ["events_2026_13", "events_2026_1", "records", "events_2026_11; DROP TABLE records", "events_2026_11_01_30d"];
	for (const name of [...names, "events_2026_02_30_1d", "events_2026_11_16_0d", "events_2026_11_16_32d", "events_2026_11_late_1"])
		expect(parsePartition(name)).toBeNull();
});

it("makes partitions once and says whether any was missing", async () => {
	const ahead = { at: NOVEMBER_21, width: "month", ahead: 1 } as const;
	expect(await makeMissingPartitions(database, ahead)).toBeGreaterThan(0);
	expect(await makeMissingPartitions(database, ahead)).toBe(0);
	const { results } = await database.prepare("SELECT * FROM event_partitions").all();
	expect(results).toEqual(
		planAhead(NOVEMBER_21, "month", 1, []).map(({ name, startsAt, endsAt }) => ({ name, starts_at: startsAt, ends_at: endsAt })),
	);
	expect(await makeMissingPartitions(database, { ...ahead, width: "day", ahead: 2 })).toBeGreaterThan(0);
	const names = await database.prepare("SELECT name FROM event_partitions ORDER BY name").raw();
	expect(names.flat()).toEqual(["events_2026_11", "events_2026_12", "events_2027_01_01_1d"]);
});

it("is refused by the shard itself where it would overlap another, and leaves nothing behind", async () => {
	await expect(makePartitions(database, [toPartition(NOVEMBER_21 + DAY, "week")])).rejects.toThrow("partition_changed");
	await expect(makePartitions(database, [toPartition(Date.UTC(2026, 11, 31), "week")])).rejects.toThrow("partition_changed");
	const tables = await database.prepare("SELECT name FROM sqlite_master WHERE type = 'table' AND name LIKE 'events_%d'").raw();
	expect(tables.flat()).toEqual(["events_2027_01_01_1d"]);
});

it("fences a partition: only for an open tenant is a row written, changed or deleted", async () => {
	await makeMissingPartitions(database, { at: NOVEMBER_21, width: "month", ahead: 0 });
	const run = (sql: string) => database.prepare(sql).run();
	const insert = `INSERT INTO events_2026_11 VALUES ('demo', ${NOVEMBER_21}, 'a', 't', '{}')`;
	await expect(run(insert)).rejects.toThrow("tenant_moved");
	await openTenant(database, "demo");
	await run(insert);
	await run("DELETE FROM open_tenants");
	await expect(run("UPDATE events_2026_11 SET type = 'u' WHERE tenant = 'demo'")).rejects.toThrow("tenant_moved");
	await expect(run("DELETE FROM events_2026_11 WHERE tenant = 'demo'")).rejects.toThrow("tenant_moved");
});
