import type { Progress } from "./catch-up.ts";
import { MoveCancelledError } from "./copy-shard.ts";
import { groupByTarget } from "./group-by-target.ts";
import type { CopyCursor, MoveProgress, TableSum } from "./move-data.ts";
import { type Place, toArriving, toSources } from "./move-plan.ts";
import { takeStep } from "./move-steps.ts";
import type { MoveOptions } from "./run-move.ts";

/** Pages of a step: each calls other Workers, in a split one for each target. */
const PAGES = 4;

type Sums = Readonly<Record<string, Omit<TableSum, "name">>>;

interface Compared {
	readonly cursor: CopyCursor | null;
	readonly sums: Sums;
	readonly cancelled: boolean;
}

/**
 * Compares all of the tenant's rows while the sources take writes, a page at a time, as of the changes up to which the targets have all.
 * A row that has changed since counts as what the target has of it: it comes with the changes, and is compared then.
 *
 * @throws Error unless the targets hold what leaves the sources: as many rows of each kind of table, of the same checksum.
 */
export async function compareOpen(options: MoveOptions, { upTo, copied, left: rowsLeft }: Progress): Promise<void> {
	const progress = { rowsCopied: copied, rowsLeft };
	const left = await sumAll({ ...options, progress }, toSources(options.plan), (shard) => upTo[shard] ?? 0);
	const came = await sumAll({ ...options, progress }, toArriving(options.plan), () => null);
	for (const name of new Set([...Object.keys(left), ...Object.keys(came)])) {
		const [a, b] = [left[name] ?? NONE, came[name] ?? NONE];
		if (a.rows !== b.rows || a.sum !== b.sum)
			throw new Error(`${name}: ${a.rows} rows are to leave with checksum ${a.sum}, ${b.rows} came with ${b.sum}`);
	}
}

const NONE = { rows: 0, sum: 0 } as const;

const addUp = (before: Sums, more: readonly TableSum[]): Sums => {
	const sums = { ...before };
	for (const { name, rows, sum } of more) {
		const { rows: rowsBefore, sum: sumBefore } = sums[name] ?? NONE;
		sums[name] = { rows: rowsBefore + rows, sum: sumBefore + sum };
	}
	return sums;
};

type Options = MoveOptions & { readonly progress: MoveProgress };

async function sumAll(options: Options, places: readonly Place[], upToOf: (shard: string) => number | null): Promise<Sums> {
	let sums: Sums = {};
	for (const place of places) {
		let state: Compared = { cursor: null, sums, cancelled: false };
		for (let number = 1; number === 1 || state.cursor; number++) {
			const from = state;
			state = await takeStep(options.steps, `compare ${place.shard} ${number}`, () => sumPages(options, place, from, upToOf(place.shard)));
			if (state.cancelled) throw new MoveCancelledError();
		}
		sums = state.sums;
	}
	return sums;
}

async function sumPages(options: Options, place: Place, from: Compared, upTo: number | null): Promise<Compared> {
	const { plan, moverOf, directory, progress } = options;
	let { cursor, sums } = from;
	for (let page = 1; page <= PAGES && (page === 1 || cursor); page++) {
		const { next, changed, sums: found } = await moverOf(place).sumPage(plan, place.shard, cursor, upTo);
		sums = addUp(sums, found);
		for (const [target, tables] of groupByTarget(plan, changed))
			sums = addUp(sums, await moverOf({ shard: target, location: plan.target.location }).sumKeys(plan, target, tables));
		cursor = next;
	}
	return { cursor, sums, cancelled: await directory.report(plan.id, progress) };
}
