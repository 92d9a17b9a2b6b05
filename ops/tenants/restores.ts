import { z } from "zod";
import { toTable } from "../../terminal/table.ts";
import { GATEWAY_FIELDS, GATEWAY_OPTIONS } from "../gateway/find-gateway.ts";
import { openGateway } from "../gateway/open-gateway.ts";
import { defineVerb } from "../verb.ts";
import { restore } from "./follow-restore.ts";
import { readHistory } from "./read-history.ts";
import { TENANT_ARGUMENT, toTenantPath } from "./tenant.ts";

/** `tenants restores` */
export const restores = defineVerb({
	name: "restores",
	summary: "how far back a tenant can be restored, and its restores, the newest first",
	args: [TENANT_ARGUMENT],
	options: GATEWAY_OPTIONS,
	schema: z.strictObject({ ...GATEWAY_FIELDS, tenant: z.string() }),
	help: `  npm run ops -- tenants restores acme --local
  npm run ops -- tenants restores acme --stack prod --json`,
	run: async ({ tenant, ...choice }, { root }) => {
		const gateway = await openGateway(root, choice);
		const { since } = await readHistory(gateway, tenant);
		const found = await gateway.list(restore, `${toTenantPath(tenant)}/restores`, "restores");
		const rows = found.map(({ id, phase, to, events, rowsRestored, pauseMs, createdAt, reason, export: key }) => ({
			restore: id,
			begun: createdAt.slice(0, 16),
			phase,
			to,
			from: key === null ? "history" : "export",
			events,
			rows: rowsRestored,
			"pause, ms": pauseMs ?? "-",
			reason: reason ?? "",
		}));
		const reach = since === null ? "no history of its rows is kept: d1Size.keepHistory" : `${tenant} goes back to ${since}`;
		return { json: { since, restores: found }, text: [reach, rows.length === 0 ? "it was never restored" : toTable(rows)].join("\n") };
	},
});
