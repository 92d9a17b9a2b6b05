import type { AccountParts, VersionPart } from "./account-parts.ts";

/** The version of a Worker that runs: the one whose share of the deployment is the largest. */
export function deployedVersion(parts: AccountParts, worker: string): VersionPart | undefined {
	return parts.versions.get(parts.deployments.get(worker) ?? "");
}
