import { mapBounded } from "../concurrency/map-bounded.ts";
import { copyChanges, type Progress } from "./catch-up.ts";
import { MoveCancelledError } from "./copy-shard.ts";
import type { TableSum } from "./move-data.ts";
import { type Place, toArriving, toSources } from "./move-plan.ts";
import type { MoveOptions } from "./run-move.ts";

/**
 * The time in which writes are refused: the sources close, the last changes are copied, every table is compared, the directory switches,
 * the targets open. One step, since between two a Workflow may take its time; each part of it may be done again.
 *
 * @returns the milliseconds of it
 */
export async function handOver(options: MoveOptions, from: Progress): Promise<number> {
	const { plan, directory, moverOf, now } = options;
	const { phase, closedAt, cancelled } = await directory.close(plan.id, now());
	if (phase !== "switched") {
		if (cancelled) throw new MoveCancelledError();
		await mapBounded(toSources(plan), ({ shard, location }) => moverOf({ shard, location }).close(plan, shard));
		let progress = from;
		for (const place of toSources(plan)) progress = await copyChanges(options, place, progress, Number.POSITIVE_INFINITY);
		await compare(options);
		await directory.switch(plan);
	}
	const places = [...toArriving(plan), ...toSources(plan)];
	await mapBounded(places, ({ shard, location }) => moverOf({ shard, location }).settle(plan, shard));
	const milliseconds = now() - closedAt;
	await directory.paused(plan.id, milliseconds);
	return milliseconds;
}

/** @throws Error unless the targets hold what leaves the sources: as many rows in each table, of the same checksum. */
async function compare({ plan, moverOf }: MoveOptions): Promise<void> {
	const sumOf = (places: readonly Place[]) => mapBounded(places, ({ shard, location }) => moverOf({ shard, location }).sum(plan, shard));
	const [left, came] = await Promise.all([sumOf(toSources(plan)), sumOf(toArriving(plan))]);
	const [wanted, found] = [addUp(left.flat()), addUp(came.flat())];
	for (const name of new Set([...wanted.keys(), ...found.keys()])) {
		const [a, b] = [wanted.get(name), found.get(name)];
		if ((a?.rows ?? 0) !== (b?.rows ?? 0) || (a?.sum ?? 0) !== (b?.sum ?? 0))
			throw new Error(`${name}: ${a?.rows ?? 0} rows left with checksum ${a?.sum ?? 0}, ${b?.rows ?? 0} came with ${b?.sum ?? 0}`);
	}
}

function addUp(sums: readonly TableSum[]): Map<string, Omit<TableSum, "name">> {
	const total = new Map<string, Omit<TableSum, "name">>();
	for (const { name, rows, sum } of sums) {
		const before = total.get(name) ?? { rows: 0, sum: 0 };
		total.set(name, { rows: before.rows + rows, sum: before.sum + sum });
	}
	return total;
}
