import { z } from "zod";
import { confirm } from "../confirm.ts";
import { GATEWAY_FIELDS, GATEWAY_OPTIONS } from "../gateway/find-gateway.ts";
import { openGateway } from "../gateway/open-gateway.ts";
import { defineVerb } from "../verb.ts";
import { followRestore, restore, toText } from "./follow-restore.ts";
import { readHistory } from "./read-history.ts";
import { TENANT_ARGUMENT, toTenantPath } from "./tenant.ts";
import { toPastTime } from "./to-past-time.ts";

const time = z.string().transform((text, { addIssue }) => {
	const to = toPastTime(text, Date.now());
	if (to !== null) return to;
	addIssue(
		`= ${text}: must be an ISO 8601 time with its zone, or how long ago. Give one such as 2026-11-21T10:00:00Z or "2 hours" (ms, seconds, minutes, hours, days)`,
	);
	return z.NEVER;
});

const fields = {
	...GATEWAY_FIELDS,
	tenant: z.string(),
	to: time.optional(),
	export: z.string().optional(),
	events: z.enum(["keep", "remove"], "must be keep or remove").default("keep"),
	wait: z.boolean().default(false),
	yes: z.boolean().default(false),
};

const hasOneSource = ({ to, export: key }: { readonly to?: string | undefined; readonly export?: string | undefined }) =>
	(to === undefined) !== (key === undefined);

/** `tenants restore` */
export const restoreTenant = defineVerb({
	name: "restore",
	summary: "brings a tenant's records back to what they were at a time, or in an export; asks first",
	args: [TENANT_ARGUMENT],
	options: [
		...GATEWAY_OPTIONS,
		["--to <time>", 'when they were as they are to be: an ISO 8601 time, or how long ago, such as "2 hours"'],
		["--export <key>", "instead of a time, an export of the tenant: the key of its manifest, as tenants export shows it"],
		["--events <fate>", "of those with a later time: keep, or remove for good (keep)"],
		["--wait", "until they are as they were, or nothing was changed"],
		["--yes", "answers ahead"],
	],
	schema: z.strictObject(fields).refine(hasOneSource, { path: ["to"], error: "must be given, or --export, and not both" }),
	help: `Its neighbours stay as they are. Its writes get 503 with Retry-After until it is done. What its records were before is kept: another restore,
to the time before this one, takes it back. How far back it goes: tenants restores. See docs/guide/tenant-lifecycle.md.
Exit code 1 where the restore was undone (with --wait).

  npm run ops -- tenants restore acme --to 2026-11-21T10:00:00Z --local --wait
  npm run ops -- tenants restore acme --to "2 hours" --stack prod --yes
  npm run ops -- tenants restore acme --to "20 minutes" --events remove --stack prod
  npm run ops -- tenants restore acme --export exports/acme/0b5f1c2e-7a7e-4b0a-9d36-0c4f5a1b2c3d/manifest.json --stack prod`,
	run: async ({ tenant, to, export: key, events, wait, yes, ...choice }, { root, terminal }) => {
		const gateway = await openGateway(root, choice);
		const rows = to === undefined ? null : (await readHistory(gateway, tenant, to)).rowsChanged;
		if (rows !== null) terminal.error(`rows of ${tenant} that have changed after ${to}: ${rows}`);
		// A time of which nothing is known is refused, whatever the answer would be: the gateway says how far back it goes.
		if (rows !== null || key !== undefined) {
			const gone = events === "remove" ? " Events with a later time are gone for good." : "";
			await confirm(`Bring ${tenant} back to ${to ?? key}? Its writes wait meanwhile.${gone}`, { yes });
		}
		const path = `${toTenantPath(tenant)}/restores`;
		const source = to === undefined ? { export: key } : { to };
		const started = await gateway.call(restore, path, { method: "POST", body: { ...source, events } });
		if (!wait) return { json: started, text: `restore ${started.id} to ${started.to}; npm run ops -- tenants restores ${tenant}` };
		const read = () => gateway.call(restore, `${path}/${started.id}`);
		const ended = await followRestore({ title: `restoring ${tenant}`, read, write: terminal.error }, rows ?? 0);
		return { json: ended, text: toText(ended), refused: ended.phase === "undone" };
	},
});
