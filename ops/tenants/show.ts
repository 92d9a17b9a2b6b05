import { z } from "zod";
import { toTable } from "../../terminal/table.ts";
import { GATEWAY_FIELDS, GATEWAY_OPTIONS } from "../gateway/find-gateway.ts";
import { openGateway } from "../gateway/open-gateway.ts";
import { defineVerb } from "../verb.ts";
import { TENANT_ARGUMENT, tenant, toTenantPath } from "./tenant.ts";

/** `tenants show` */
export const show = defineVerb({
	name: "show",
	summary: "one tenant",
	args: [TENANT_ARGUMENT],
	options: GATEWAY_OPTIONS,
	schema: z.strictObject({ ...GATEWAY_FIELDS, tenant: z.string() }),
	help: `  npm run ops -- tenants show acme --local
  npm run ops -- tenants show acme --stack prod --json`,
	run: async ({ tenant: id, ...choice }, { root }) => {
		const found = await (await openGateway(root, choice)).call(tenant, toTenantPath(id));
		const rows = Object.entries(found).map(([what, value]) => ({ what, value: Array.isArray(value) ? value.join(", ") : String(value) }));
		return { json: found, text: toTable(rows) };
	},
});
