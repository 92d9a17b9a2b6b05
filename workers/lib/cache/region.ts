import type { DurableObjectLocationHint } from "@cloudflare/workers-types";

/** Where an object for a request's continent is asked to be (/durable-objects/reference/data-location/, 2026-09-17); a hint, heard once. */
const BY_CONTINENT: Readonly<Record<string, DurableObjectLocationHint>> = {
	AF: "afr",
	AN: "oc",
	AS: "apac",
	EU: "weur",
	NA: "enam",
	OC: "oc",
	SA: "sam",
};

/** All that there may be an object in. */
export const REGIONS: readonly DurableObjectLocationHint[] = [...new Set([...Object.values(BY_CONTINENT), "enam" as const])];

export const toRegion = (continent: unknown): DurableObjectLocationHint =>
	(typeof continent === "string" ? BY_CONTINENT[continent] : undefined) ?? "enam";
