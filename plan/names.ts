import { type Issue, UserError } from "../config/user-error.ts";
import type { Plan } from "./plan.ts";

/** Queues, buckets and Workers on workers.dev take at most 63 characters; the shortest limit holds for all (R2 bucket names, /r2/buckets/create-buckets/, 2026-09-17). */
const LONGEST_NAME = 63;
const NAME = /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/;

/** @throws UserError when the project, the stack or a tenant makes a name that Cloudflare would refuse. */
export function assertNames({ prefix, kv, d1, queues, r2, workers, workflows }: Plan): void {
	const issues: Issue[] = [];
	if (!NAME.test(prefix))
		issues.push({
			option: "project and stack",
			value: prefix,
			rule: "every name at Cloudflare begins with them, so they must be of a-z, 0-9 and -, with - only inside",
			remedy: "Rename the stack: pulumi stack rename <name>",
		});
	for (const { id, name } of [...kv, ...d1, ...queues, ...r2, ...workers, ...workflows])
		if (name.length > LONGEST_NAME)
			issues.push({
				option: id,
				value: name,
				rule: `a name has at most ${LONGEST_NAME} characters, this has ${name.length}`,
				remedy: "Shorten the stack's name or the tenant's id",
			});
	if (issues.length > 0) throw new UserError("names", "Some names are not possible at Cloudflare:", issues);
}
