import { UserError } from "../config/user-error.ts";
import type { Migration } from "./parse-migration.ts";

/** `expand` goes ahead of the new code, `contract` follows it. */
export type Phase = "expand" | "contract";

/**
 * What a phase applies to a database, in the order of the files. A database whose ledger is empty takes every file in the
 * first phase: no older code uses it.
 * @throws UserError where an expanding file waits behind a contracting one that isn't applied: out of order it could need what that one leaves.
 */
export function toApply(migrations: readonly Migration[], ledger: readonly string[], phase: Phase, database: string): readonly Migration[] {
	const pending = migrations.filter(({ name }) => !ledger.includes(name));
	if (ledger.length === 0 || phase === "contract") return pending;
	const contract = pending.findIndex(({ kind }) => kind === "contract");
	const behind = contract === -1 ? undefined : pending.slice(contract).find(({ kind }) => kind === "expand");
	if (behind !== undefined) throw refuse(database, pending[contract]?.name ?? "", behind.name);
	return pending.filter(({ kind }) => kind === "expand");
}

const refuse = (database: string, contract: string, expand: string) =>
	new UserError("migration", "Migrations are out of order:", [
		{
			option: expand,
			value: `not applied to ${database}`,
			rule: `comes after ${contract}, which contracts and is not applied either`,
			remedy: `Release ${contract} first: npm run ops -- migrate apply --contract, once the code before it is gone`,
		},
	]);
