import type { ObjectNamespace } from "../manifest.ts";
import { isJurisdiction } from "../shards.ts";

/** workerd has no jurisdictions where it runs by itself, and says so in these words; any other failure must not lift the restriction. */
const NO_JURISDICTIONS = "not implemented in workerd";

/** The objects for data of a location: where that is a jurisdiction, objects that never leave it. */
export function restrictObjects<T>(namespace: ObjectNamespace<T>, location: string): ObjectNamespace<T> {
	if (!isJurisdiction(location)) return namespace;
	try {
		return namespace.jurisdiction(location);
	} catch (error) {
		if (error instanceof Error && error.message.includes(NO_JURISDICTIONS)) return namespace;
		throw error;
	}
}
