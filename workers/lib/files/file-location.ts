import { isJurisdiction } from "../shards.ts";

/** Which of the buckets keeps the files of a tenant at a location: a jurisdiction has its own, every other place has `any`. */
export const toFileLocation = (location: string): string => (isJurisdiction(location) ? location : "any");
