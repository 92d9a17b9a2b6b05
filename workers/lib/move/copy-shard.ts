import { groupByTarget } from "./group-by-target.ts";
import type { CopyCursor, ShardMover } from "./move-data.ts";
import { type Place, toArriving } from "./move-plan.ts";
import { takeStep } from "./move-steps.ts";
import type { MoveOptions } from "./run-move.ts";

/** Pages of a step: it calls other Workers a few times for each, and a request may do so 32 times (/workers/platform/limits/, 2026-09-05). */
const PAGES = 8;

interface Copied {
	readonly cursor: CopyCursor | null;
	readonly copied: number;
	readonly cancelled: boolean;
}

export class MoveCancelledError extends Error {
	constructor() {
		super("the move was cancelled");
		this.name = "MoveCancelledError";
	}
}

/** Copies one source's rows in the order of their keys, while it takes writes; how many have been copied then. */
export async function copyShard(
	options: MoveOptions,
	place: Place,
	{ copied: before, rows }: { readonly copied: number; readonly rows: number },
): Promise<number> {
	let state: Copied = { cursor: null, copied: before, cancelled: false };
	for (let number = 1; number === 1 || state.cursor; number++) {
		const from = state;
		state = await takeStep(options.steps, `copy ${place.shard} ${number}`, () => copyPages(options, place, from, rows));
		if (state.cancelled) throw new MoveCancelledError();
	}
	return state.copied;
}

async function copyPages(options: MoveOptions, place: Place, from: Copied, rows: number): Promise<Copied> {
	const { plan, moverOf, directory } = options;
	let { cursor, copied } = from;
	for (let page = 1; page <= PAGES && (page === 1 || cursor); page++) {
		const { tokens, write } = await openTargets(options);
		const read = await moverOf(place).readPage(plan, place.shard, cursor);
		for (const [shard, tables] of groupByTarget(plan, read.tables)) await write(shard, tokens, tables);
		copied += read.tables.reduce((total, table) => total + table.rows.length, 0);
		cursor = read.next;
	}
	const cancelled = await directory.report(plan.id, { rowsCopied: copied, rowsLeft: Math.max(rows - copied, 0) });
	return { cursor, copied, cancelled };
}

/** The targets' tokens, which must be read before the source is: what is read later is written later, or not at all. */
export async function openTargets({ plan, moverOf }: Pick<MoveOptions, "plan" | "moverOf">) {
	const { location } = plan.target;
	const tokens = new Map<string, number>();
	for (const place of toArriving(plan)) {
		const { shard } = place;
		const token = await moverOf(place).readToken(plan, shard);
		if (token === null) throw new Error(`${shard} takes nothing of move ${plan.id}`);
		tokens.set(shard, token);
	}
	const write = async (shard: string, held: Map<string, number>, tables: Parameters<ShardMover["write"]>[3]) => {
		const token = held.get(shard);
		if (token === undefined) throw new Error(`${shard} isn't a target of move ${plan.id}`);
		held.set(shard, await moverOf({ shard, location }).write(plan, shard, token, tables));
	};
	return { tokens, write };
}

/** Clears what isn't the tenant's on a shard, page by page. */
export async function clearShard({ steps, plan, moverOf }: MoveOptions, place: Place, kind: "step" | "forward"): Promise<void> {
	const mover = moverOf(place);
	let cursor: CopyCursor | null = null;
	for (let number = 1; number === 1 || cursor; number++) {
		const from: CopyCursor | null = cursor;
		cursor = await takeStep(
			steps,
			`clear ${place.shard} ${kind} ${number}`,
			async (): Promise<CopyCursor | null> => {
				let at: CopyCursor | null = from;
				for (let page = 1; page <= PAGES && (page === 1 || at); page++) {
					const token = await mover.readToken(plan, place.shard);
					if (token === null) return null;
					at = await mover.clear(plan, place.shard, token, at);
				}
				return at;
			},
			kind,
		);
	}
}
