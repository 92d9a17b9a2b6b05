import { z } from "zod";
import { GATEWAY_FIELDS, GATEWAY_OPTIONS } from "../gateway/find-gateway.ts";
import { openGateway } from "../gateway/open-gateway.ts";
import { defineVerb } from "../verb.ts";
import { TENANT_ARGUMENT } from "./tenant.ts";

const created = z.object({ id: z.string(), keyId: z.string(), key: z.string() });

/** `tenants add` */
export const add = defineVerb({
	name: "add",
	summary: "a tenant, with its first key; no deployment needed",
	args: [TENANT_ARGUMENT],
	options: [
		...GATEWAY_OPTIONS,
		["--plan <plan>", "its plan (standard)"],
		["--region <region>", "where its data is kept; the home region if left out"],
	],
	schema: z.strictObject({ ...GATEWAY_FIELDS, tenant: z.string(), plan: z.string().optional(), region: z.string().optional() }),
	help: `It goes to the least loaded shard of its region, or to its own databases where the stack file gives it some. The key is shown this once.

  npm run ops -- tenants add acme --local
  npm run ops -- tenants add acme --stack prod --plan pro --region weur`,
	run: async ({ tenant, plan, region, ...choice }, { root }) => {
		const body = { id: tenant, ...(plan === undefined ? {} : { plan }), ...(region === undefined ? {} : { region }) };
		const answer = await (await openGateway(root, choice)).call(created, "/admin/tenants", { method: "POST", body });
		return { json: answer, text: `tenant  ${answer.id}\nkey id  ${answer.keyId}\nkey     ${answer.key}` };
	},
});
