import type { DurableObjectLocationHint } from "@cloudflare/workers-types";

/** Where an object for a request's continent is asked to be (/durable-objects/reference/data-location/, 2026-09-17); a hint, heard once. */
const REGIONS: Readonly<Record<string, DurableObjectLocationHint>> = {
	AF: "afr",
	AN: "oc",
	AS: "apac",
	EU: "weur",
	NA: "enam",
	OC: "oc",
	SA: "sam",
};

export const toRegion = (continent: unknown): DurableObjectLocationHint =>
	(typeof continent === "string" ? REGIONS[continent] : undefined) ?? "enam";
