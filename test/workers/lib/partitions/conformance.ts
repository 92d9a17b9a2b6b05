import fc from "fast-check";
import { beforeEach, describe, expect, it } from "vitest";
import { prepare } from "../../../../workers/lib/d1/statement.ts";
import {
	type Ahead,
	makeMissingPartitions,
	makePartitions,
	type PartitionDatabase,
	runAll,
	toReadRegister,
} from "../../../../workers/lib/partitions/make-partitions.ts";
import { DAY, type Partition } from "../../../../workers/lib/partitions/partition.ts";
import { toCloseDdl, toLayerDdl } from "../../../../workers/lib/partitions/partition-ddl.ts";
import { type PartitionWidth, toPartition } from "../../../../workers/lib/partitions/partition-width.ts";
import { planAhead } from "../../../../workers/lib/partitions/plan-partition.ts";
import { parseRegister, type RegisterRow } from "../../../../workers/lib/partitions/register.ts";

const NOVEMBER_21 = Date.UTC(2026, 10, 21);
const NOVEMBER = toPartition(NOVEMBER_21);
const MONTH = { at: NOVEMBER_21, width: "month", ahead: 1 } as const;
const OPEN = "INSERT INTO open_tenants (tenant, epoch) VALUES ('demo', 1)";

/** The week ends in the month that is made four weeks later. */
const WEEK_THEN_MONTH: Ahead[] = [
	{ at: Date.UTC(2026, 3, 27), width: "week", ahead: 0 },
	{ at: Date.UTC(2026, 4, 28) + 1, width: "month", ahead: 0 },
];

/** What a shard promises of its partitions, whatever keeps it: `open` gives one that is empty but for its schema. */
export function describePartitions(where: string, open: () => Promise<PartitionDatabase>): void {
	describe(`partitions ${where}`, () => {
		let database: PartitionDatabase;
		beforeEach(async () => {
			database = await open();
		});
		const run = (sql: string) => database.prepare(sql).run();
		const insert = (id: string, table: string = NOVEMBER.name) =>
			run(`INSERT INTO ${table} VALUES ('demo', ${NOVEMBER_21}, '${id}', 't', '{}')`);
		const list = async (sql: string) => (await database.prepare(sql).all<{ name: string }>()).results.map(({ name }) => name);
		const readRegister = async () =>
			parseRegister((await prepare(database, toReadRegister(0, Date.UTC(9999, 0))).all<RegisterRow>()).results);

		it("are made once, and it is said whether any was missing", async () => {
			expect([await makeMissingPartitions(database, MONTH), await makeMissingPartitions(database, MONTH)]).toEqual([2, 0]);
			const planned = planAhead(NOVEMBER_21, "month", 1, []);
			expect((await readRegister()).map(({ layers: _, ...partition }) => partition)).toEqual(planned.toReversed());
			expect(await makeMissingPartitions(database, { ...MONTH, width: "day", ahead: 2 })).toBe(1);
			expect(await list("SELECT name FROM event_partitions ORDER BY name")).toEqual([
				"events_2026_11",
				"events_2026_12",
				"events_2027_01_01_1d",
			]);
		});

		it("are refused by the shard itself where one would overlap another, and leave nothing behind", async () => {
			await makeMissingPartitions(database, MONTH);
			const before = await list("SELECT name FROM sqlite_master ORDER BY name");
			for (const time of [NOVEMBER_21 + DAY, Date.UTC(2026, 11, 31)]) {
				const free = toPartition(Date.UTC(2030, 0), "day");
				await expect(makePartitions(database, [free, toPartition(time, "week")])).rejects.toThrow("partition_changed");
			}
			expect(await list("SELECT name FROM sqlite_master ORDER BY name")).toEqual(before);
		});

		it("leave no moment to two tables, in whatever order and width they are made", async () => {
			const near = fc.integer({ min: Date.UTC(2026, 0, 1), max: Date.UTC(2026, 5, 1) });
			const width = fc.constantFrom<PartitionWidth[]>("month", "week", "day");
			await fc.assert(
				fc.asyncProperty(fc.array(fc.record({ at: near, width, ahead: fc.nat(2) }), { maxLength: 8 }), async (asked) => {
					database = await open();
					for (const ahead of asked) await makeMissingPartitions(database, ahead);
					const made: readonly Partition[] = (await readRegister()).toReversed();
					for (const [index, { endsAt }] of made.entries()) expect(made[index + 1]?.startsAt ?? endsAt).toBeGreaterThanOrEqual(endsAt);
					for (const { at } of asked) expect(made.filter(({ startsAt, endsAt }) => startsAt <= at && at < endsAt)).toHaveLength(1);
				}),
				{ numRuns: 10, examples: [[WEEK_THEN_MONTH]] },
			);
		});

		it("take, change and lose a row only of a tenant that is open", async () => {
			await makePartitions(database, [NOVEMBER]);
			await expect(insert("a")).rejects.toThrow("tenant_moved");
			await run(OPEN);
			await insert("a");
			await run("DELETE FROM open_tenants");
			for (const change of ["UPDATE events_2026_11 SET type = 'u'", "DELETE FROM events_2026_11"])
				await expect(run(`${change} WHERE tenant = 'demo'`)).rejects.toThrow("tenant_moved");
		});

		it("take no event of another time, and no id twice", async () => {
			await makePartitions(database, [NOVEMBER, toPartition(Date.UTC(2026, 11))]);
			await run(OPEN);
			await expect(insert("a", "events_2026_12")).rejects.toThrow("CHECK");
			await insert("a");
			await expect(insert("a")).rejects.toThrow("UNIQUE");
		});

		it("change no row of a closed layer, and take what comes late in the next one", async () => {
			await makePartitions(database, [NOVEMBER]);
			await run(OPEN);
			await insert("a");
			for (let i = 0; i < 2; i++) await runAll(database, toCloseDdl(NOVEMBER, 0));
			for (const change of ["UPDATE events_2026_11 SET type = 'u'", "DELETE FROM events_2026_11"])
				await expect(run(`${change} WHERE tenant = 'demo'`)).rejects.toThrow("partition_changed");
			await expect(insert("b")).rejects.toThrow("partition_changed");
			await runAll(database, toLayerDdl(NOVEMBER, 1));
			await insert("b", "events_2026_11_late_1");
			const states = (await readRegister()).flatMap(({ layers }) => layers.map(({ layer, state }) => [layer, state]));
			expect(states).toEqual([
				[0, "closed"],
				[1, "open"],
			]);
			await expect(runAll(database, toLayerDdl(NOVEMBER, 1))).rejects.toThrow();
		});
	});
}
