import { z } from "zod";
import { toTable } from "../../terminal/table.ts";
import { GATEWAY_FIELDS, GATEWAY_OPTIONS } from "../gateway/find-gateway.ts";
import { openGateway } from "../gateway/open-gateway.ts";
import { defineVerb } from "../verb.ts";
import { tenant } from "./tenant.ts";

/** `tenants list` */
export const list = defineVerb({
	name: "list",
	summary: "every tenant, where it lives and on which plan",
	options: GATEWAY_OPTIONS,
	schema: z.strictObject(GATEWAY_FIELDS),
	help: `  npm run ops -- tenants list --local
  npm run ops -- tenants list --stack prod --json`,
	run: async (choice, { root }) => {
		const tenants = await (await openGateway(root, choice)).list(tenant, "/admin/tenants", "tenants");
		const rows = tenants.map(({ id, plan, region, state, shards, createdAt }) => ({
			tenant: id,
			plan,
			region,
			state,
			shards: shards.join(", "),
			since: createdAt.slice(0, 10),
		}));
		return { json: { tenants }, text: rows.length === 0 ? "no tenants yet: npm run ops -- tenants add <id>" : toTable(rows) };
	},
});
