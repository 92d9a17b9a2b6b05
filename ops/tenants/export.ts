import { z } from "zod";
import { startProgress } from "../../terminal/progress.ts";
import { toTable } from "../../terminal/table.ts";
import { GATEWAY_FIELDS, GATEWAY_OPTIONS } from "../gateway/find-gateway.ts";
import { followRun, run } from "../gateway/follow-run.ts";
import { openGateway } from "../gateway/open-gateway.ts";
import { defineVerb } from "../verb.ts";
import { TENANT_ARGUMENT, toTenantPath } from "./tenant.ts";

const exported = z.looseObject({ ...run.shape, records: z.int(), events: z.int(), bytes: z.int(), manifest: z.string().nullable() });

/** Records, events, and the manifest that makes it count. */
const PARTS = 3;

/** `tenants export` */
export const exportTenant = defineVerb({
	name: "export",
	summary: "all records and events of a tenant, to the archive's bucket",
	args: [TENANT_ARGUMENT],
	options: GATEWAY_OPTIONS,
	schema: z.strictObject({ ...GATEWAY_FIELDS, tenant: z.string() }),
	help: `Gzip NDJSON and a manifest with counts and SHA-256; see docs/guide/workflows.md.

  npm run ops -- tenants export acme --local
  npm run ops -- tenants export acme --stack prod --json`,
	run: async ({ tenant, ...choice }, { root, terminal }) => {
		const gateway = await openGateway(root, choice);
		const path = `${toTenantPath(tenant)}/exports`;
		const { id } = await gateway.call(exported, path, { method: "POST" });
		const progress = startProgress(`export ${tenant}`, PARTS, terminal.error);
		let told = 0;
		const ended = await followRun(gateway, `${path}/${id}`, {
			schema: exported,
			onProgress: ({ records, events, manifest }) => {
				const done = manifest !== null ? PARTS : events > 0 ? 1 : 0;
				for (; told < done; told += 1) progress.advance(`${records} records, ${events} events`);
			},
		});
		progress.stop(`export ${tenant}: done`);
		const { records, events, bytes, manifest } = ended;
		return { json: ended, text: toTable([{ tenant, records, events, bytes, manifest: manifest ?? "" }]) };
	},
});
