import { z } from "zod";
import { UserError } from "../../config/user-error.ts";
import { openGateway } from "../gateway/open-gateway.ts";
import { defineVerb } from "../verb.ts";
import { MOVE_FIELDS, MOVE_OPTIONS, startMove } from "./start-move.ts";
import { TENANT_ARGUMENT, tenant as tenantSchema, toTenantPath } from "./tenant.ts";

/** `tenants split` */
export const split = defineVerb({
	name: "split",
	summary: "spreads a tenant over all databases of its own; asks first",
	args: [TENANT_ARGUMENT],
	options: MOVE_OPTIONS,
	schema: z.strictObject({ ...MOVE_FIELDS, tenant: z.string() }),
	help: `For a tenant with databases of its own, after its shards in the stack file were raised and deployed: only what a new one wins moves.

  npm run ops -- tenants split globex --stack prod --wait`,
	run: async ({ tenant, wait, yes, ...choice }, { root, terminal }) => {
		const gateway = await openGateway(root, choice);
		const { shards } = await gateway.call(tenantSchema, toTenantPath(tenant));
		if (shards.some((shard) => shard.startsWith("pool-")))
			throw new UserError("not_dedicated", `${tenant} can't be split`, [
				{
					option: "<tenant>",
					value: `${tenant} on ${shards.join(", ")}`,
					rule: "must have databases of its own",
					remedy: `Move it there: npm run ops -- tenants move ${tenant} --to own`,
				},
			]);
		const question = `Spread ${tenant} from ${shards.length} over all databases of its own? Its writes wait for a moment.`;
		return startMove(gateway, { tenant, to: "dedicated", question, wait, yes, terminal });
	},
});
