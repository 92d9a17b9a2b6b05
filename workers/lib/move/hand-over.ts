import { mapBounded } from "../concurrency/map-bounded.ts";
import { copyChanges, type Progress } from "./catch-up.ts";
import { MoveCancelledError } from "./copy-shard.ts";
import { toArriving, toSources } from "./move-plan.ts";
import { assertRechecked, type Checked } from "./recheck.ts";
import type { MoveOptions } from "./run-move.ts";

/**
 * The time in which writes are refused: the sources close, the last changes are copied, what changed since all was
 * compared is compared again, the directory switches, the targets open: nothing of it takes longer for a tenant that has more. One step, since between two a Workflow may take its time; each part of it may be done again.
 *
 * @returns the milliseconds of it
 */
export async function handOver(options: MoveOptions, from: Progress, checked: Checked): Promise<number> {
	const { plan, directory, moverOf, now } = options;
	const { phase, closedAt, cancelled } = await directory.close(plan.id, now());
	if (phase !== "switched") {
		if (cancelled) throw new MoveCancelledError();
		await mapBounded(toSources(plan), ({ shard, location }) => moverOf({ shard, location }).close(plan, shard));
		let progress = from;
		for (const place of toSources(plan)) progress = await copyChanges(options, place, progress, Number.POSITIVE_INFINITY);
		await assertRechecked(options, checked);
		await directory.switch(plan);
	}
	const places = [...toArriving(plan), ...toSources(plan)];
	await mapBounded(places, ({ shard, location }) => moverOf({ shard, location }).settle(plan, shard));
	const milliseconds = now() - closedAt;
	await directory.paused(plan.id, milliseconds);
	return milliseconds;
}
