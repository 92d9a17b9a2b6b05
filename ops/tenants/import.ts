import { z } from "zod";
import { startProgress } from "../../terminal/progress.ts";
import { toTable } from "../../terminal/table.ts";
import { GATEWAY_FIELDS, GATEWAY_OPTIONS } from "../gateway/find-gateway.ts";
import { followRun, run } from "../gateway/follow-run.ts";
import { openGateway } from "../gateway/open-gateway.ts";
import { defineVerb } from "../verb.ts";
import { TENANT_ARGUMENT, toTenantPath } from "./tenant.ts";

const imported = z.looseObject({ ...run.shape, records: z.int(), events: z.int() });

/** Records, events, and the count of what is there. */
const PARTS = 3;

/** `tenants import` */
export const importTenant = defineVerb({
	name: "import",
	summary: "an export into a tenant that has nothing",
	args: [TENANT_ARGUMENT, ["<export>", "the key of its manifest, as tenants export shows it"]],
	options: GATEWAY_OPTIONS,
	schema: z.strictObject({ ...GATEWAY_FIELDS, tenant: z.string(), export: z.string() }),
	help: `Each part is proved by its SHA-256 before a row of it is stored, and what is there is counted at the end. A tenant with data is refused.

  npm run ops -- tenants import acme exports/acme/0b5f1c2e-7a7e-4b0a-9d36-0c4f5a1b2c3d/manifest.json --local`,
	run: async ({ tenant, export: key, ...choice }, { root, terminal }) => {
		const gateway = await openGateway(root, choice);
		const path = `${toTenantPath(tenant)}/imports`;
		const { id } = await gateway.call(imported, path, { method: "POST", body: { export: key } });
		const progress = startProgress(`import ${tenant}`, PARTS, terminal.error);
		let told = 0;
		const ended = await followRun(gateway, `${path}/${id}`, {
			schema: imported,
			onProgress: ({ records, events, state }) => {
				const done = state === "done" ? PARTS : Number(records > 0) + Number(events > 0);
				for (; told < done; told += 1) progress.advance(`${records} records, ${events} events`);
			},
		});
		progress.stop(`import ${tenant}: done`);
		return { json: ended, text: toTable([{ tenant, records: ended.records, events: ended.events }]) };
	},
});
