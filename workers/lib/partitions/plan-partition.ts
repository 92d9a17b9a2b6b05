import { makePartition, type Partition } from "./partition.ts";
import { type PartitionWidth, toPartition } from "./partition-width.ts";

/**
 * The partition of a moment on a shard that has these. One that covers it keeps it, whatever its width; a new one begins
 * where those before it end, and ends where those behind it begin.
 */
export function planPartition(time: number, width: PartitionWidth, registered: readonly Partition[]): Partition {
	const span = toPartition(time, width);
	let { startsAt, endsAt } = span;
	for (const partition of registered) {
		if (partition.startsAt > time) endsAt = Math.min(endsAt, partition.startsAt);
		else if (partition.endsAt <= time) startsAt = Math.max(startsAt, partition.endsAt);
		else return partition;
	}
	return makePartition(startsAt, endsAt);
}

/** The moment's partition and the `ahead` next ones. */
export function planAhead(time: number, width: PartitionWidth, ahead: number, registered: readonly Partition[]): Partition[] {
	const planned: Partition[] = [];
	for (let next = time; planned.length <= ahead; ) {
		const partition = planPartition(next, width, registered);
		planned.push(partition);
		next = partition.endsAt;
	}
	return planned;
}
