export const DAY = 86_400_000;

/** The widest partition: a month. */
export const MAX_WIDTH = 31 * DAY;

/** A span of events on a shard, from midnight to midnight UTC: the table of that name. Times are milliseconds since 1970. */
export interface Partition {
	/** `events_2026_11`, a month; `events_2026_11_16_7d`, seven days. Names sort as their first moments do. */
	readonly name: string;
	readonly startsAt: number;
	/** The first moment that is no longer in it. */
	readonly endsAt: number;
}

const NAME = /^events_(?<year>\d{4})_(?<month>\d\d)(?:_(?<day>\d\d)_(?<days>\d{1,2})d)?$/;

/** The partition of a span whose bounds are midnights; a whole month has the shorter name. */
export function makePartition(startsAt: number, endsAt: number): Partition {
	const date = new Date(startsAt);
	const [year, month, day] = date.toISOString().slice(0, 10).split("-");
	const isMonth = date.getUTCDate() === 1 && endsAt === Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 1);
	return { name: `events_${year}_${month}${isMonth ? "" : `_${day}_${(endsAt - startsAt) / DAY}d`}`, startsAt, endsAt };
}

/** The partition of that name; null for a name that {@link makePartition} doesn't give. */
export function parsePartition(name: string): Partition | null {
	const parts = NAME.exec(name)?.groups;
	if (!parts) return null;
	const [year, month] = [Number(parts["year"]), Number(parts["month"]) - 1];
	const startsAt = Date.UTC(year, month, Number(parts["day"] ?? 1));
	const endsAt = parts["days"] === undefined ? Date.UTC(year, month + 1, 1) : startsAt + Number(parts["days"]) * DAY;
	if (endsAt <= startsAt || endsAt - startsAt > MAX_WIDTH) return null;
	const partition = makePartition(startsAt, endsAt);
	return partition.name === name ? partition : null;
}
