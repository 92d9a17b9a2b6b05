import { mapBounded } from "../concurrency/map-bounded.ts";
import type { CopyCursor } from "../move/move-data.ts";
import { type Place, toSources } from "../move/move-plan.ts";
import { takeStep } from "../move/move-steps.ts";
import { bringExport, proveExport } from "./bring-export.ts";
import { type RestoreOptions, type RestoringShard, requireToken } from "./restore-options.ts";
import type { RestoreCursor } from "./shard-restorer.ts";

/** Pages of a step: each is two calls of another Worker, and a request may make 32 (/workers/platform/limits/, 2026-09-05). */
const PAGES = 8;

/**
 * Brings a tenant's rows back to what they were at a time, where they are: the tenant is closed on its shards, the directory raises its epoch,
 * each page of rows is put back in one transaction, the tenant is opened. A fault before the switch leaves everything as it was;
 * after it the restore only goes forward.
 *
 * @example
 * const restore = (options: Parameters<typeof runRestore>[0]) => runRestore(options); // "done" or "undone"
 */
export async function runRestore(options: RestoreOptions): Promise<"done" | "undone"> {
	const { steps, directory, plan, onError } = options;
	try {
		await closeTenant(options);
	} catch (error) {
		const reason = error instanceof Error ? error.message : String(error);
		const phase = await takeStep(steps, "decide", () => directory.giveUp(plan.id, reason), "forward");
		if (phase === "done" || phase === "undone") return phase;
		onError(phase === "undoing" ? "restore is undone" : "restore goes on", error);
		if (phase === "undoing") {
			await undo(options);
			return "undone";
		}
	}
	await restoreRows(options);
	await openTenant(options);
	return "done";
}

async function closeTenant(options: RestoreOptions): Promise<void> {
	const { steps, plan, directory, shardOf, now } = options;
	const places = toSources(plan);
	if (plan.from !== null) await proveExport(options, plan.from);
	await takeStep(steps, "begin", () => mapBounded(places, (place) => shardOf(place).begin(plan, place.shard, "leaving")));
	await takeStep(steps, "close", async () => {
		const { phase } = await directory.close(plan.id, now());
		if (phase !== "switched") {
			await mapBounded(places, (place) => shardOf(place).close(plan, place.shard));
			await directory.switch(plan);
		}
		return null;
	});
}

async function undo(options: RestoreOptions): Promise<void> {
	const { plan, directory, shardOf, now } = options;
	for (const place of toSources(plan)) await forward(options, `reopen ${place.shard}`, () => shardOf(place).reopen(plan, place.shard));
	await forward(options, "undone", () => directory.end(plan.id, "undone", now()));
}

async function restoreRows(options: RestoreOptions): Promise<void> {
	const { steps, plan, shardOf } = options;
	const places = toSources(plan);
	const takeOver = () => mapBounded(places, (place) => shardOf(place).takeOver(plan, place.shard));
	// A run that begins anew may find that the one before it had come as far as to open.
	if ((await takeStep(steps, "take over", takeOver, "forward")).includes(false)) return;
	let rows = 0;
	for (const place of places) {
		if (plan.from !== null) await emptyShard(options, place);
		else rows = await restoreShard(options, place, rows);
		if (plan.events === "remove") await removeEvents(options, place);
	}
	if (plan.from !== null) await bringExport(options, plan.from);
}

/** Pages, each behind the cursor that the one before gave, until there is none. */
async function takePages(
	{ steps, plan, shardOf }: RestoreOptions,
	name: string,
	place: Place,
	run: (shard: RestoringShard, token: number, cursor: CopyCursor | null) => Promise<CopyCursor | null>,
): Promise<void> {
	const shard = shardOf(place);
	let cursor: CopyCursor | null = null;
	for (let number = 1; number === 1 || cursor; number++) {
		const from: CopyCursor | null = cursor;
		const pages = async (): Promise<CopyCursor | null> => {
			let at: CopyCursor | null = from;
			for (let page = 1; page <= PAGES && (page === 1 || at); page++) at = await run(shard, await requireToken(shard, plan, place), at);
			return at;
		};
		cursor = await takeStep(steps, `${name} ${place.shard} ${number}`, pages, "forward");
	}
}

const emptyShard = (options: RestoreOptions, place: Place) =>
	takePages(options, "empty", place, (shard, token, cursor) => shard.emptyPage(options.plan, place.shard, token, cursor));

const removeEvents = (options: RestoreOptions, place: Place) =>
	takePages(options, "remove events", place, (shard, token, cursor) => shard.removeEvents(options.plan, place.shard, token, cursor));

interface Restored {
	readonly cursor: RestoreCursor | null;
	readonly rows: number;
}

async function restoreShard(options: RestoreOptions, place: Place, before: number): Promise<number> {
	let state: Restored = { cursor: null, rows: before };
	for (let number = 1; number === 1 || state.cursor; number++) {
		const from = state;
		state = await takeStep(options.steps, `restore ${place.shard} ${number}`, () => restorePages(options, place, from), "forward");
	}
	return state.rows;
}

async function restorePages({ plan, shardOf, directory }: RestoreOptions, place: Place, from: Restored): Promise<Restored> {
	const shard = shardOf(place);
	let { cursor, rows } = from;
	for (let page = 1; page <= PAGES && (page === 1 || cursor); page++) {
		const token = await requireToken(shard, plan, place);
		const restored = await shard.restorePage(plan, place.shard, token, cursor);
		cursor = restored.next;
		rows += restored.rows;
	}
	await directory.report(plan.id, { rowsCopied: rows, rowsLeft: 0 });
	return { cursor, rows };
}

/** All shards at once, after the last row of the last one is back. */
async function openTenant(options: RestoreOptions): Promise<void> {
	const { steps, plan, directory, shardOf, now } = options;
	const places = toSources(plan);
	const open = async () => {
		const { closedAt } = await directory.close(plan.id, now());
		await mapBounded(places, (place) => shardOf(place).settle(plan, place.shard));
		const milliseconds = now() - closedAt;
		await directory.paused(plan.id, milliseconds);
		return milliseconds;
	};
	await takeStep(steps, "open", open, "forward");
	await forward(options, "announce", () => directory.announce(plan.tenant));
	for (const place of places) await forward(options, `end ${place.shard}`, () => shardOf(place).end(plan, place.shard));
	await forward(options, "done", () => directory.end(plan.id, "done", now()));
}

const forward = ({ steps }: RestoreOptions, name: string, run: () => Promise<void>) =>
	takeStep(steps, name, () => run().then(() => null), "forward");
