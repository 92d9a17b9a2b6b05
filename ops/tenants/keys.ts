import { z } from "zod";
import { toTable } from "../../terminal/table.ts";
import { confirm } from "../confirm.ts";
import { GATEWAY_FIELDS, GATEWAY_OPTIONS } from "../gateway/find-gateway.ts";
import type { GatewayClient } from "../gateway/gateway-client.ts";
import { openGateway } from "../gateway/open-gateway.ts";
import { defineVerb } from "../verb.ts";
import { TENANT_ARGUMENT, toTenantPath } from "./tenant.ts";

const key = z.object({ keyId: z.string(), createdAt: z.string(), revokedAt: z.string().nullable() });
const made = z.looseObject({ keyId: z.string(), key: z.string() });

/** `tenants keys` */
export const keys = defineVerb({
	name: "keys",
	summary: "a tenant's keys: lists them, makes one, or revokes one",
	args: [TENANT_ARGUMENT],
	options: [
		...GATEWAY_OPTIONS,
		["--add", "makes a key, which is shown this once"],
		["--revoke <keyId>", "from then on that key is refused; asks first"],
		["--yes", "answers ahead"],
	],
	schema: z.strictObject({
		...GATEWAY_FIELDS,
		tenant: z.string(),
		add: z.boolean().default(false),
		revoke: z.string().optional(),
		yes: z.boolean().default(false),
	}),
	help: `  npm run ops -- tenants keys acme --local
  npm run ops -- tenants keys acme --stack prod --add
  npm run ops -- tenants keys acme --stack prod --revoke 0123456789abcdef01234567`,
	run: async ({ tenant, add, revoke, yes, ...choice }, { root }) => {
		const gateway = await openGateway(root, choice);
		const path = `${toTenantPath(tenant)}/keys`;
		if (add) {
			const answer = await gateway.call(made, path, { method: "POST" });
			return { json: answer, text: `key id  ${answer.keyId}\nkey     ${answer.key}` };
		}
		if (revoke !== undefined) {
			await confirm(`Revoke ${revoke} of ${tenant}? Whoever uses it is refused from then on.`, { yes });
			await gateway.call(z.null(), `${path}/${encodeURIComponent(revoke)}`, { method: "DELETE" });
			return { json: { keyId: revoke, revoked: true }, text: `${revoke} is revoked` };
		}
		return listKeys(gateway, path);
	},
});

async function listKeys(gateway: GatewayClient, path: string) {
	const found = await gateway.list(key, path, "keys");
	const rows = found.map(({ keyId, createdAt, revokedAt }) => ({
		key: keyId,
		since: createdAt.slice(0, 10),
		revoked: revokedAt?.slice(0, 10) ?? "no",
	}));
	return { json: { keys: found }, text: toTable(rows) };
}
