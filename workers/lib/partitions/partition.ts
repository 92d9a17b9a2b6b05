/** A month of events on a shard, UTC: the table `events_2026_11`. Times are milliseconds since 1970. */
export interface Partition {
	readonly name: string;
	readonly startsAt: number;
	/** The first moment that is no longer in it. */
	readonly endsAt: number;
}

const NAME = /^events_(?<year>\d{4})_(?<month>0[1-9]|1[0-2])$/;

/** The partition that a moment belongs to. */
export function toPartition(time: number): Partition {
	const date = new Date(time);
	return makePartition(date.getUTCFullYear(), date.getUTCMonth());
}

/** The partition of that name; null for a name that is none. */
export function parsePartition(name: string): Partition | null {
	const parts = NAME.exec(name)?.groups;
	return parts ? makePartition(Number(parts["year"]), Number(parts["month"]) - 1) : null;
}

/** The moment's partition and the `ahead` next ones. */
export function listPartitions(time: number, ahead: number): Partition[] {
	const date = new Date(time);
	return Array.from({ length: ahead + 1 }, (_, months) => makePartition(date.getUTCFullYear(), date.getUTCMonth() + months));
}

/** `month` counts from 0 and may run over into later years. */
function makePartition(year: number, month: number): Partition {
	const startsAt = Date.UTC(year, month, 1);
	const [yyyy, mm] = new Date(startsAt).toISOString().split("-");
	return { name: `events_${yyyy}_${mm}`, startsAt, endsAt: Date.UTC(year, month + 1, 1) };
}
