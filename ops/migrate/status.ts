import { z } from "zod";
import { startProgress } from "../../terminal/progress.ts";
import { type Row, toTable } from "../../terminal/table.ts";
import { defineVerb } from "../verb.ts";
import { FLEET_FIELDS, FLEET_OPTIONS, openFleets, toAbsentLines } from "./options.ts";
import { type DatabaseState, readStates } from "./read-states.ts";

/** `migrate status` */
export const status = defineVerb({
	name: "status",
	summary: "what each database has of its migrations, and where it differs from its own ledger",
	options: FLEET_OPTIONS,
	schema: z.strictObject(FLEET_FIELDS),
	help: `Writes nothing. The ledger is wrangler's own, d1_migrations. A database drifts when its tables, indexes, triggers or
views are not those that the migrations in its ledger make; then the exit code is 1.

  npm run ops -- migrate status --local
  npm run ops -- migrate status --stack prod --json`,
	run: async (choice, context) => {
		const { fleets, query } = await openFleets(choice, context);
		const progress = startProgress("reading ledgers and schemas", count(fleets), context.terminal.error);
		const sets = [];
		for (const fleet of fleets) sets.push({ ...fleet, states: await readStates(fleet, query, progress.advance) });
		progress.stop("read");
		const drifted = sets.flatMap(({ states }) => states.filter(({ drift }) => drift !== null));
		return {
			json: { sets: sets.map(({ set, states, absent }) => ({ set, databases: states.map(toJson), absent })) },
			text: [toTable(sets.flatMap(({ set, states }) => toRows(set, states))), ...drifted.map(toDriftLines), ...toAbsentLines(fleets)].join(
				"\n",
			),
			refused: drifted.length > 0,
		};
	},
});

const count = (fleets: readonly { readonly databases: readonly unknown[] }[]) =>
	fleets.reduce((sum, { databases }) => sum + databases.length, 0);

const toJson = ({ pending, ...state }: DatabaseState) => ({ ...state, pending: pending.map(({ name }) => name) });

/** A fleet is long and mostly alike: one row for all that stand at the same place. */
function toRows(set: string, states: readonly DatabaseState[]): readonly Row[] {
	const groups = Map.groupBy(
		states,
		({ applied, pending, drift }) => `${applied} ${pending.map(({ name }) => name).join(", ")} ${drift !== null}`,
	);
	return [...groups.values()].flatMap((group) => {
		const [first] = group;
		if (first === undefined) return [];
		const { database, applied, pending, drift } = first;
		return [
			{
				set,
				databases: group.length,
				"such as": database,
				applied,
				pending: pending.map(({ name }) => name).join(", ") || "none",
				drift: drift === null ? "no" : "yes",
			},
		];
	});
}

function toDriftLines({ database, drift }: DatabaseState): string {
	const parts = Object.entries(drift ?? {}).flatMap(([what, names]: [string, readonly string[]]) =>
		names.length === 0 ? [] : [`  ${what}: ${names.join(", ")}`],
	);
	return [`\n${database} isn't as its ledger says:`, ...parts].join("\n");
}
