import type { Row } from "../tenant-tables/row.ts";
import { groupByTarget } from "./group-by-target.ts";
import type { TableRows } from "./move-data.ts";
import { type Place, toSources } from "./move-plan.ts";
import { takeStep } from "./move-steps.ts";
import type { MoveOptions } from "./run-move.ts";
import { requireTable } from "./tenant-rows.ts";

/** Pages of a step, and steps: what is left then is compared while writes wait. */
const PAGES = 8;
const MAX_STEPS = 100;

/** How far the rows that changed have been compared. */
export interface Checked {
	/** By source: the change up to which that is so. */
	readonly upTo: Readonly<Record<string, number>>;
	/** By source: keys that were otherwise on their target, as one is that changes again meanwhile. */
	readonly suspects: Readonly<Record<string, readonly TableRows[]>>;
}

const NOTHING = { table: "", rows: [], gone: [] };

type Options = Pick<MoveOptions, "plan" | "moverOf">;

/** Compares every row that changed since then, whole, with what the targets have, while the sources take writes. */
export async function recheckOpen(options: MoveOptions, from: Checked): Promise<Checked> {
	let checked = from;
	for (const place of toSources(options.plan)) {
		for (let [number, left] = [1, 1]; left > 0 && number <= MAX_STEPS; number++) {
			const before = checked;
			({ checked, left } = await takeStep(options.steps, `recheck ${place.shard} ${number}`, () =>
				recheckSource(options, place, before, PAGES),
			));
		}
	}
	return checked;
}

/** @throws Error where rows are otherwise on their target, while nothing may change any more. */
export async function assertRechecked(options: Options, from: Checked): Promise<void> {
	for (const place of toSources(options.plan)) {
		const { checked } = await recheckSource(options, place, from, Number.POSITIVE_INFINITY);
		const [wrong] = checked.suspects[place.shard] ?? [];
		if (wrong) throw new Error(`${wrong.table}: ${wrong.gone.length} rows that changed are otherwise on their target`);
	}
}

async function recheckSource({ plan, moverOf }: Options, place: Place, from: Checked, pages: number) {
	const { shard } = place;
	const source = moverOf(place);
	const before = from.suspects[shard] ?? [];
	const again = before.length === 0 ? [] : await source.readRows(plan, shard, before);
	let suspects = await findOtherwise({ plan, moverOf }, again);
	let upTo = from.upTo[shard] ?? 0;
	let left = 1;
	for (let page = 1; left > 0 && page <= pages; page++) {
		const changes = await source.readChanges(plan, shard, upTo);
		suspects = [...suspects, ...(await findOtherwise({ plan, moverOf }, changes.tables))];
		({ upTo, left } = changes);
	}
	const checked: Checked = { upTo: { ...from.upTo, [shard]: upTo }, suspects: { ...from.suspects, [shard]: suspects } };
	return { checked, left };
}

/** The keys of rows that a target has otherwise, or has though they are gone. */
async function findOtherwise({ plan, moverOf }: Options, tables: readonly TableRows[]): Promise<TableRows[]> {
	const wrong: TableRows[] = [];
	for (const [shard, own] of groupByTarget(plan, tables)) {
		const found = await moverOf({ shard, location: plan.target.location }).readRows(plan, shard, own);
		for (const [index, wanted] of own.entries()) {
			const keys = findDifferences(wanted, found[index] ?? NOTHING);
			if (keys.length > 0) wrong.push({ table: wanted.table, rows: [], gone: keys });
		}
	}
	return wrong;
}

function findDifferences({ table, rows, gone }: TableRows, found: TableRows): TableRows["gone"] {
	const width = requireTable(table).key.length;
	const toName = (row: Row) => JSON.stringify(row.slice(0, width));
	const there = Map.groupBy(found.rows, toName);
	const isOtherwise = (row: Row) => JSON.stringify(there.get(toName(row))) !== JSON.stringify([row]);
	return [...rows.filter(isOtherwise).map((row) => row.slice(0, width)), ...gone.filter((key) => there.has(toName(key)))];
}
