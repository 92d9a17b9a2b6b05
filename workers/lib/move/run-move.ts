import { adoptArchives } from "./adopt-archives.ts";
import { catchUp } from "./catch-up.ts";
import { compareOpen } from "./compare-open.ts";
import { clearShard, copyShard } from "./copy-shard.ts";
import { handOver } from "./hand-over.ts";
import type { MoveDirectory, ShardMover } from "./move-data.ts";
import { type MovePlan, type Place, toArriving, toSources } from "./move-plan.ts";
import { type MoveSteps, takeStep } from "./move-steps.ts";
import { recheckOpen } from "./recheck.ts";

export interface MoveOptions {
	readonly plan: MovePlan;
	readonly steps: MoveSteps;
	readonly directory: MoveDirectory;
	/** The Worker that binds a shard's database. */
	readonly moverOf: (place: Place) => ShardMover;
	readonly now: () => number;
	/** How long a copy of the directory may be believed anywhere. */
	readonly staleSeconds: number;
	/** Told why a move is undone. */
	readonly onError: (what: string, error: unknown) => void;
}

/**
 * Moves a tenant, step by step; whatever crashes, the steps that were done aren't done again. A fault before the switch undoes the move,
 * and after the switch it only goes forward.
 *
 * @example
 * const move = (options: MoveOptions) => runMove(options); // "done" or "undone"
 */
export async function runMove(options: MoveOptions): Promise<"done" | "undone"> {
	const { steps, directory, plan, onError } = options;
	try {
		await bringOver(options);
	} catch (error) {
		const reason = error instanceof Error ? error.message : String(error);
		const phase = await takeStep(steps, "decide", () => directory.giveUp(plan.id, reason), "forward");
		onError(phase === "undoing" ? "move is undone" : "move goes on", error);
		if (phase === "undoing") {
			await undo(options);
			return "undone";
		}
	}
	await settle(options);
	return "done";
}

/** Up to the switch, and the opening behind it. */
async function bringOver(options: MoveOptions): Promise<void> {
	const { steps, plan, moverOf } = options;
	const rows = await takeStep(steps, "begin", async () => {
		let total = 0;
		for (const { shard, location } of toArriving(plan)) await moverOf({ shard, location }).begin(plan, shard, "coming");
		for (const { shard, location } of toSources(plan)) total += await moverOf({ shard, location }).begin(plan, shard, "leaving");
		return total;
	});
	for (const place of toArriving(plan)) await clearShard(options, place, "step");
	let copied = 0;
	for (const place of toSources(plan)) copied = await copyShard(options, place, { copied, rows });
	await takeStep(steps, "archives", () => adoptArchives(options));
	const first = await catchUp(options, "catch up", { upTo: {}, copied, left: 0, cancelled: false });
	await compareOpen(options, first);
	const second = await catchUp(options, "follow", first);
	const checked = await recheckOpen(options, { upTo: first.upTo, suspects: {} });
	const last = await catchUp(options, "follow closely", second);
	await takeStep(steps, "hand over", () => handOver(options, last, checked));
}

async function undo(options: MoveOptions): Promise<void> {
	const { steps, plan, moverOf, directory, now } = options;
	for (const { shard, location } of toSources(plan))
		await takeStep(steps, `reopen ${shard}`, () => moverOf({ shard, location }).reopen(plan, shard).then(toNothing), "forward");
	for (const place of toArriving(plan)) {
		await clearShard(options, place, "forward");
		await takeStep(steps, `end ${place.shard}`, () => moverOf(place).end(plan, place.shard).then(toNothing), "forward");
	}
	await takeStep(steps, "undone", () => directory.end(plan.id, "undone", now()).then(toNothing), "forward");
}

/** Opened again, in case that the answer of the switch was lost; the source is cleared once nobody can have it in mind. */
async function settle(options: MoveOptions): Promise<void> {
	const { steps, plan, moverOf, directory, now, staleSeconds } = options;
	const forward = (name: string, run: () => Promise<void>) => takeStep(steps, name, () => run().then(toNothing), "forward");
	const places = [...toArriving(plan), ...toSources(plan)];
	for (const { shard, location } of places) await forward(`settle ${shard}`, () => moverOf({ shard, location }).settle(plan, shard));
	await forward("announce", () => directory.announce(plan.tenant));
	await steps.sleep("copies of the directory", staleSeconds);
	for (const place of toSources(plan)) await clearShard(options, place, "forward");
	for (const { shard, location } of places) await forward(`end ${shard}`, () => moverOf({ shard, location }).end(plan, shard));
	await forward("done", () => directory.end(plan.id, "done", now()));
}

const toNothing = () => null;
