import type { KeyEntry } from "../lib/directory/key-entry.ts";
import type { ObjectNamespace } from "../lib/manifest.ts";
import { isJurisdiction } from "../lib/shards.ts";

/** The tenant's own object of a class; where its data may not leave a jurisdiction, neither may what is counted about it. */
export const toTenantObject = <T>(namespace: ObjectNamespace<T>, { tenant, location }: Pick<KeyEntry, "tenant" | "location">): T =>
	(isJurisdiction(location) ? restrict(namespace, location) : namespace).getByName(tenant);

/** workerd has no jurisdictions where it runs by itself, and says so in these words; any other failure must not lift the restriction. */
const NO_JURISDICTIONS = "not implemented in workerd";

function restrict<T>(namespace: ObjectNamespace<T>, jurisdiction: "eu" | "fedramp"): ObjectNamespace<T> {
	try {
		return namespace.jurisdiction(jurisdiction);
	} catch (error) {
		if (error instanceof Error && error.message.includes(NO_JURISDICTIONS)) return namespace;
		throw error;
	}
}
