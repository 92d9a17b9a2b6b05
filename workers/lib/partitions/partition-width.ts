import { DAY, makePartition, type Partition } from "./partition.ts";

/** How wide new partitions are; a week begins on Monday. */
export type PartitionWidth = "month" | "week" | "day";

type Span = readonly [startsAt: number, endsAt: number];

const SPANS: Readonly<Record<PartitionWidth, (date: Date, midnight: number) => Span>> = {
	month: (date) => [Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), 1), Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 1)],
	week: (date, midnight) => {
		const monday = midnight - ((date.getUTCDay() + 6) % 7) * DAY;
		return [monday, monday + 7 * DAY];
	},
	day: (_date, midnight) => [midnight, midnight + DAY],
};

/** The partition of a moment where no other width was before. */
export function toPartition(time: number, width: PartitionWidth = "month"): Partition {
	return makePartition(...SPANS[width](new Date(time), Math.floor(time / DAY) * DAY));
}
