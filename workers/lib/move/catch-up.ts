import { MoveCancelledError, openTargets } from "./copy-shard.ts";
import { groupByTarget } from "./group-by-target.ts";
import type { Place } from "./move-plan.ts";
import { toSources } from "./move-plan.ts";
import { takeStep } from "./move-steps.ts";
import type { MoveOptions } from "./run-move.ts";

/** So few changes left are copied while writes wait; a page of them, where a tenant writes too fast for that. */
const FEW = 50;
const PAGE = 1_000;
const ROUNDS_FOR_FEW = 10;
const MAX_ROUNDS = 100;
const PAGES = 8;

export interface Progress {
	/** By source: the change up to which the targets have all. */
	readonly upTo: Readonly<Record<string, number>>;
	readonly copied: number;
	readonly left: number;
	readonly cancelled: boolean;
}

/** Copies what changed, in rounds, while the sources take writes, until little is left. */
export async function catchUp(options: MoveOptions, name: string, before: Progress): Promise<Progress> {
	let progress = before;
	for (let round = 1; round <= MAX_ROUNDS; round++) {
		const from = progress;
		progress = await takeStep(options.steps, `${name} ${round}`, () => runRound(options, from));
		if (progress.cancelled) throw new MoveCancelledError();
		if (progress.left <= (round <= ROUNDS_FOR_FEW ? FEW : PAGE)) return progress;
	}
	throw new Error(`after ${MAX_ROUNDS} rounds ${progress.left} changes are left: the tenant writes faster than it can be copied`);
}

async function runRound(options: MoveOptions, from: Progress): Promise<Progress> {
	const { plan, directory } = options;
	let progress: Progress = { ...from, left: 0 };
	for (const place of toSources(plan)) progress = await copyChanges(options, place, progress, PAGES);
	const cancelled = await directory.report(plan.id, { rowsCopied: progress.copied, rowsLeft: progress.left });
	return { ...progress, cancelled };
}

/** Brings a source's changes over, a page at a time; adds what is left then. */
export async function copyChanges(
	{ plan, moverOf }: Pick<MoveOptions, "plan" | "moverOf">,
	{ shard, location }: Place,
	from: Progress,
	pages: number,
): Promise<Progress> {
	let upTo = from.upTo[shard] ?? 0;
	let { copied } = from;
	for (let page = 1; ; page++) {
		const { tokens, write } = await openTargets({ plan, moverOf });
		const changes = await moverOf({ shard, location }).readChanges(plan, shard, upTo);
		for (const [target, tables] of groupByTarget(plan, changes.tables)) await write(target, tokens, tables);
		copied += changes.tables.reduce((total, { rows, gone }) => total + rows.length + gone.length, 0);
		upTo = changes.upTo;
		if (changes.left === 0 || page === pages)
			return { ...from, upTo: { ...from.upTo, [shard]: upTo }, copied, left: from.left + changes.left };
	}
}
