import { env } from "cloudflare:workers";
import fc from "fast-check";
import { expect, it } from "vitest";
import { type Partition, parsePartition } from "../../../../workers/lib/partitions/partition.ts";
import { type PartitionWidth, toPartition } from "../../../../workers/lib/partitions/partition-width.ts";
import { planAhead, planPartition } from "../../../../workers/lib/partitions/plan-partition.ts";
import { makeShards } from "../../tenant-databases.ts";
import { describePartitions } from "./conformance.ts";

const NOVEMBER_21 = Date.UTC(2026, 10, 21);

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

describePartitions("in D1", async () => {
	await makeShards();
	return env.SHARD__POOL__WEUR__0;
});
