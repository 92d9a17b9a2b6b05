import { env } from "cloudflare:workers";
import fc from "fast-check";
import { beforeAll, expect, it } from "vitest";
import { makeMissingPartitions } from "../../../../workers/lib/partitions/make-partitions.ts";
import { listPartitions, parsePartition, toPartition } from "../../../../workers/lib/partitions/partition.ts";
import { makeShards, openTenant } from "../../tenant-databases.ts";

const database = env.SHARD__POOL__WEUR__0;

beforeAll(makeShards);

it("puts every moment into exactly one partition, whose name gives its bounds", () => {
	const moment = fc.integer({ min: 0, max: Date.UTC(9999, 0, 1) });
	fc.assert(
		fc.property(moment, (time) => {
			const partition = toPartition(time);
			expect(partition.startsAt).toBeLessThanOrEqual(time);
			expect(partition.endsAt).toBeGreaterThan(time);
			expect(parsePartition(partition.name)).toEqual(partition);
			expect(toPartition(partition.endsAt).startsAt).toBe(partition.endsAt);
		}),
	);
});

it("lists the current month and the next ones over the turn of the year", () => {
	const names = listPartitions(Date.UTC(2026, 10, 30, 23, 59), 2).map(({ name }) => name);
	expect(names).toEqual(["events_2026_11", "events_2026_12", "events_2027_01"]);
});

it("knows no partition by a name of another form", () => {
	for (const name of ["events_2026_13", "events_2026_1", "records", "events_2026_11; DROP TABLE records"])
		expect(parsePartition(name)).toBeNull();
});

it("makes partitions once and says whether any was missing", async () => {
	const partitions = listPartitions(Date.UTC(2026, 10, 21), 1);
	expect(await makeMissingPartitions(database, partitions)).toBe(true);
	expect(await makeMissingPartitions(database, partitions)).toBe(false);
	const { results } = await database.prepare("SELECT * FROM event_partitions").all();
	expect(results).toEqual(partitions.map(({ name, startsAt, endsAt }) => ({ name, starts_at: startsAt, ends_at: endsAt })));
});

it("fences a partition: only for an open tenant is a row written, changed or deleted", async () => {
	await makeMissingPartitions(database, listPartitions(Date.UTC(2026, 10, 21), 0));
	const run = (sql: string) => database.prepare(sql).run();
	const insert = `INSERT INTO events_2026_11 VALUES ('demo', ${Date.UTC(2026, 10, 21)}, 'a', 't', '{}')`;
	await expect(run(insert)).rejects.toThrow("tenant_moved");
	await openTenant(database, "demo");
	await run(insert);
	await run("DELETE FROM open_tenants");
	await expect(run("UPDATE events_2026_11 SET type = 'u' WHERE tenant = 'demo'")).rejects.toThrow("tenant_moved");
	await expect(run("DELETE FROM events_2026_11 WHERE tenant = 'demo'")).rejects.toThrow("tenant_moved");
});
