import { ProblemError } from "../lib/problem.ts";
import { readHome } from "../lib/shard-databases/read-home.ts";
import type { TenantContext } from "../lib/tenant-context.ts";
import type { Env } from "./manifest.ts";

/** Where a tenant lives, past every cache. @throws ProblemError `not-found` */
export async function requireHome({ DIRECTORY }: Pick<Env, "DIRECTORY">, tenant: string): Promise<TenantContext> {
	const home = await readHome(DIRECTORY, tenant);
	if (!home) throw new ProblemError("not-found", `There is no tenant ${tenant}.`);
	return home;
}
