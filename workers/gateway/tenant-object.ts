import type { KeyEntry } from "../lib/directory/key-entry.ts";
import type { ObjectNamespace } from "../lib/manifest.ts";
import { isJurisdiction } from "../lib/shards.ts";

/** The tenant's own object of a class; where its data may not leave a jurisdiction, neither may what is counted about it. */
export function toTenantObject<T>(namespace: ObjectNamespace<T>, { tenant, location }: Pick<KeyEntry, "tenant" | "location">): T {
	return (isJurisdiction(location) ? namespace.jurisdiction(location) : namespace).getByName(tenant);
}
