import { z } from "zod";
import { applyMigrations } from "../../migrations/apply-migrations.ts";
import { startProgress } from "../../terminal/progress.ts";
import { type Row, toTable } from "../../terminal/table.ts";
import { confirm } from "../confirm.ts";
import { defineVerb } from "../verb.ts";
import { FLEET_FIELDS, FLEET_OPTIONS, openFleets, toAbsentLines } from "./options.ts";

/** `migrate apply` */
export const apply = defineVerb({
	name: "apply",
	summary: "applies what is pending: to one database first, then side by side",
	options: [...FLEET_OPTIONS, ["--contract", "also what takes away from older code; asks first"], ["--yes", "answers ahead"]],
	schema: z.strictObject({ ...FLEET_FIELDS, contract: z.boolean().default(false), yes: z.boolean().default(false) }),
	help: `The same code as inside pulumi up. It stops at the first failure and names file and database; what was applied stays applied, and
run again it goes on. A file and its entry in the ledger are one transaction, its "-- check: SELECT …" queries included. Paced
under the API's 1,200 calls in 5 minutes (/fundamentals/api/reference/limits/, 2026-09-17).

  npm run ops -- migrate apply --local
  npm run ops -- migrate apply --stack prod --contract`,
	run: async ({ contract, yes, ...choice }, context) => {
		const { fleets, query } = await openFleets(choice, context);
		if (contract) await confirm("Is no code running that needs what the contracting migrations take away?", { yes });
		const rows: Row[] = [];
		for (const { set, migrations, databases } of fleets) {
			const progress = startProgress(`migrations/${set}`, databases.length, context.terminal.error);
			let changed = 0;
			await applyMigrations(databases, migrations, {
				phase: contract ? "contract" : "expand",
				query,
				onProgress: ({ database, applied }) => {
					if (applied.length > 0) changed += 1;
					progress.advance(`${database.name}: ${applied.join(", ") || "nothing new"}`);
				},
			});
			progress.stop(`migrations/${set}: done`);
			rows.push({ set, databases: databases.length, changed });
		}
		return { json: { sets: rows }, text: [toTable(rows), ...toAbsentLines(fleets)].join("\n") };
	},
});
