import { z } from "zod";
import { startProgress } from "../../terminal/progress.ts";
import { confirm } from "../confirm.ts";
import { GATEWAY_FIELDS, GATEWAY_OPTIONS } from "../gateway/find-gateway.ts";
import { followRun, run } from "../gateway/follow-run.ts";
import { openGateway } from "../gateway/open-gateway.ts";
import { defineVerb } from "../verb.ts";
import { TENANT_ARGUMENT, toTenantPath } from "./tenant.ts";

const deletion = z.looseObject({
	...run.shape,
	phase: z.enum(["deleting", "deleted", "sweeping"]),
	part: z.string().nullable(),
	done: z.int(),
	parts: z.int(),
});

/** `tenants delete` */
export const remove = defineVerb({
	name: "delete",
	summary: "a tenant and all that it has, for good; asks first",
	args: [TENANT_ARGUMENT],
	options: [...GATEWAY_OPTIONS, ["--yes", "answers ahead"]],
	schema: z.strictObject({ ...GATEWAY_FIELDS, tenant: z.string(), yes: z.boolean().default(false) }),
	help: `Its keys are refused at once. Rows, files, caches, objects, exports, dead letters and archived events go; no tenant gets its id again. It ends
once nothing is left; what late writers leave is swept some minutes after. See docs/guide/tenant-lifecycle.md.

  npm run ops -- tenants delete acme --local
  npm run ops -- tenants delete acme --stack prod --yes`,
	run: async ({ tenant, yes, ...choice }, { root, terminal }) => {
		const gateway = await openGateway(root, choice);
		await confirm(`Delete ${tenant} and all that it has? There is no way back.`, { yes });
		const begun = await gateway.call(deletion, `${toTenantPath(tenant)}?confirm=${encodeURIComponent(tenant)}`, { method: "DELETE" });
		const path = `/admin/deletions/${begun.id}`;
		const first = await followRun(gateway, path, { schema: deletion, isOver: ({ parts }) => parts > 0, onProgress: () => {} });
		const progress = startProgress(`delete ${tenant}`, first.parts / 2, terminal.error);
		let told = 0;
		const ended = await followRun(gateway, path, {
			schema: deletion,
			isOver: ({ phase }) => phase !== "deleting",
			onProgress: ({ done, part }) => {
				for (; told < Math.min(done, first.parts / 2); told += 1) progress.advance(part ?? "done");
			},
		});
		progress.stop(`delete ${tenant}: nothing is left`);
		return { json: ended, text: `${tenant} is deleted; what late writers leave is swept by ${path}` };
	},
});
