import { z } from "zod";
import { openGateway } from "../gateway/open-gateway.ts";
import { defineVerb } from "../verb.ts";
import { MOVE_FIELDS, MOVE_OPTIONS, startMove } from "./start-move.ts";
import { TENANT_ARGUMENT } from "./tenant.ts";

/** `tenants move` */
export const moveTenant = defineVerb({
	name: "move",
	summary: "moves a tenant to other databases while it is in use; asks first",
	args: [TENANT_ARGUMENT],
	options: [
		["--to <place>", "a shard of the pool, a region that has a pool, or own: the databases that the stack file gives it"],
		...MOVE_OPTIONS,
	],
	schema: z.strictObject({ ...MOVE_FIELDS, tenant: z.string(), to: z.string({ error: "must be given" }) }),
	help: `Reads and writes go on; for a moment writes get 503 with Retry-After. Until then it can be cancelled, and a fault undoes it.
Exit code 1 where the move was undone (with --wait).

  npm run ops -- tenants move acme --to pool-weur-1 --local --wait
  npm run ops -- tenants move acme --to own --stack prod --yes`,
	run: async ({ tenant, to, wait, yes, ...choice }, { root, terminal }) =>
		startMove(await openGateway(root, choice), {
			tenant,
			to: to === "own" ? "dedicated" : to,
			question: `Move ${tenant} to ${to}? Its writes wait for a moment.`,
			wait,
			yes,
			terminal,
		}),
});
