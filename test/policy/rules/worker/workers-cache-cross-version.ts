import { TYPES } from "../../../../policy/types.ts";
import type { Cases } from "../../cases.ts";
import { all, set, UNKNOWN } from "../../change.ts";

const GATEWAY = { type: TYPES.version, name: "gateway-version" };

export const cases: Cases = {
	violates: { change: set(GATEWAY, "cacheOptions.crossVersionCache", "yes") },
	says: "gateway-version: cacheOptions.crossVersionCache = yes: must be true or false",
	missing: { change: set(GATEWAY, "cacheOptions.crossVersionCache", undefined), is: "violations" },
	unknown: { change: set(GATEWAY, "cacheOptions.crossVersionCache", UNKNOWN) },
	notApplicable: { change: all(set(TYPES.version, "cacheOptions", undefined), set(TYPES.version, "exports", undefined)) },
};
