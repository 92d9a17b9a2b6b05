import { z } from "zod";
import { startProgress } from "../../terminal/progress.ts";
import { type Row, toTable } from "../../terminal/table.ts";
import { defineVerb } from "../verb.ts";
import type { Fleet } from "./fleet.ts";
import { FLEET_FIELDS, FLEET_OPTIONS, openFleets, toAbsentLines } from "./options.ts";
import { readPending } from "./read-states.ts";

/** `migrate plan` */
export const plan = defineVerb({
	name: "plan",
	summary: "which migrations would go to which databases, in which phase",
	options: FLEET_OPTIONS,
	schema: z.strictObject(FLEET_FIELDS),
	help: `Writes nothing. A migration expands, and goes ahead of new code, or its file says "-- contract", and it follows once the code
before is gone; pulumi up keeps that order by itself.

  npm run ops -- migrate plan --local
  npm run ops -- migrate plan --stack prod --json`,
	run: async (choice, context) => {
		const { fleets, query } = await openFleets(choice, context);
		const total = fleets.reduce((sum, { databases }) => sum + databases.length, 0);
		const progress = startProgress("reading ledgers", total, context.terminal.error);
		const rows: Row[] = [];
		for (const fleet of fleets) rows.push(...toRows(fleet, await readPending(fleet, query, progress.advance)));
		progress.stop("read");
		return {
			json: { migrations: rows },
			text: [rows.length === 0 ? "every database has every migration" : toTable(rows), ...toAbsentLines(fleets)].join("\n"),
		};
	},
});

/** A row for each file that some database lacks. */
function toRows({ set, migrations, databases }: Fleet, pending: ReadonlyMap<string, readonly string[]>): readonly Row[] {
	return migrations.flatMap(({ name, kind, checks }) => {
		const lacking = databases.filter((database) => pending.get(database.name)?.includes(name));
		const [canary] = lacking;
		if (canary === undefined) return [];
		return [{ set, migration: name, phase: kind, databases: lacking.length, first: canary.name, checks: checks.length }];
	});
}
