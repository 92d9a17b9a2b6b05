import { z } from "zod";
import { toTable } from "../../terminal/table.ts";
import { confirm } from "../confirm.ts";
import { GATEWAY_FIELDS, GATEWAY_OPTIONS } from "../gateway/find-gateway.ts";
import { openGateway } from "../gateway/open-gateway.ts";
import { defineVerb } from "../verb.ts";
import { move } from "./follow-move.ts";
import { TENANT_ARGUMENT, toTenantPath } from "./tenant.ts";

/** `tenants moves` */
export const moves = defineVerb({
	name: "moves",
	summary: "a tenant's moves, the newest first; cancels one",
	args: [TENANT_ARGUMENT],
	options: [
		...GATEWAY_OPTIONS,
		["--cancel <moveId>", "back to where it was, if it hasn't switched; asks first"],
		["--yes", "answers ahead"],
	],
	schema: z.strictObject({
		...GATEWAY_FIELDS,
		tenant: z.string(),
		cancel: z.string().optional(),
		yes: z.boolean().default(false),
	}),
	help: `  npm run ops -- tenants moves acme --local
  npm run ops -- tenants moves acme --stack prod --cancel 7`,
	run: async ({ tenant, cancel, yes, ...choice }, { root }) => {
		const gateway = await openGateway(root, choice);
		const path = `${toTenantPath(tenant)}/moves`;
		if (cancel !== undefined) {
			await confirm(`Cancel move ${cancel} of ${tenant}? What was copied is deleted again.`, { yes });
			const cancelled = await gateway.call(move, `${path}/${encodeURIComponent(cancel)}`, { method: "DELETE" });
			return { json: cancelled, text: `move ${cancelled.id} is being cancelled` };
		}
		const found = await gateway.list(move, path, "moves");
		const rows = found.map(({ id, phase, target, rowsCopied, rowsLeft, pauseMs, createdAt, reason }) => ({
			move: id,
			since: createdAt.slice(0, 16),
			phase,
			to: target.shards.join(", "),
			copied: rowsCopied,
			left: rowsLeft,
			"pause, ms": pauseMs ?? "-",
			reason: reason ?? "",
		}));
		return { json: { moves: found }, text: rows.length === 0 ? `${tenant} has never moved` : toTable(rows) };
	},
});
