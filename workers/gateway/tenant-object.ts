import type { KeyEntry } from "../lib/directory/key-entry.ts";
import type { ObjectNamespace } from "../lib/manifest.ts";
import { restrictObjects } from "../lib/objects/restrict-objects.ts";

/** The tenant's own object of a class; where its data may not leave a jurisdiction, neither may what is counted about it. */
export const toTenantObject = <T>(namespace: ObjectNamespace<T>, { tenant, location }: Pick<KeyEntry, "tenant" | "location">): T =>
	restrictObjects(namespace, location).getByName(tenant);
