import { z } from "zod";
import type { Query } from "../../migrations/apply-migrations.ts";
import { readApiAccount } from "../api-account.ts";
import { readPlan, STACK_FIELDS } from "../stack.ts";
import type { VerbContext } from "../verb.ts";
import { type Fleet, readFleets } from "./fleet.ts";

/** Which databases: those of a stack, in the account of the environment's token or in the one on this machine. */
export const FLEET_OPTIONS = [
	["--stack <name>", "whose databases: those of Pulumi.<name>.yaml (dev)"],
	["--stage <stage>", "another stage than that file's, as npm start was given it"],
	["--local", "in the account that npm start runs, rather than at Cloudflare"],
] as const;

export const FLEET_FIELDS = { stack: z.string().default("dev"), stage: STACK_FIELDS.stage, local: z.boolean().default(false) };

type Choice = z.output<z.ZodObject<typeof FLEET_FIELDS>>;

export async function openFleets(
	{ stack, stage, local }: Choice,
	{ root }: VerbContext,
): Promise<{ readonly fleets: readonly Fleet[]; readonly query: Query }> {
	const plan = await readPlan(root, { stack, stage });
	return readFleets(plan, await readApiAccount(root, { local, stack, accountId: plan.accountId }));
}

/** One line for databases that only the next `pulumi up` makes; none where all are there. */
export const toAbsentLines = (fleets: readonly Fleet[]): readonly string[] =>
	fleets.flatMap(({ set, absent }) =>
		absent.length === 0
			? []
			: [`${set}: ${absent.length} declared and not created yet, such as ${absent[0]}: npm run up makes and migrates them`],
	);
