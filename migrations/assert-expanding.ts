import { type Issue, UserError } from "../config/user-error.ts";
import { findDestructive } from "./find-destructive.ts";
import type { Migration } from "./parse-migration.ts";

/**
 * Old code still runs while a migration is applied, so one that destroys must say that it comes after that code.
 * @throws UserError naming every such statement.
 */
export function assertExpanding(set: string, migrations: readonly Migration[]): void {
	const issues = migrations
		.filter(({ kind }) => kind === "expand")
		.flatMap(({ name, sql }) => findDestructive(sql).map((statement) => toIssue(`migrations/${set}/${name}`, statement)));
	if (issues.length > 0) throw new UserError("migration", "A migration would break the code that is still running:", issues);
}

const toIssue = (file: string, statement: string): Issue => ({
	option: file,
	value: statement,
	rule: "takes away or refuses what older code still uses",
	remedy: 'Give it a file of its own with the line "-- contract", which is applied after the new code is deployed',
});
