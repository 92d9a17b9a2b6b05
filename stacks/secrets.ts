import { randomBytes } from "node:crypto";
import * as pulumi from "@pulumi/pulumi";

/** What only the engine may know in plain text. */
export interface Secrets {
	/** Absent: one is made at the first deployment. */
	readonly adminToken: pulumi.Output<string> | undefined;
}

/**
 * The admin token: the configured one, else one that is made at the first deployment and kept, encrypted, in the stack's
 * state. `Stash` keeps its first output whatever its input becomes.
 */
export function toAdminToken({ adminToken }: Secrets): pulumi.Output<string> {
	if (adminToken !== undefined) return adminToken;
	const stash = new pulumi.Stash(
		"admin-token",
		{ input: pulumi.secret(randomBytes(32).toString("hex")) },
		{ ignoreChanges: ["input"], additionalSecretOutputs: ["input", "output"] },
	);
	return pulumi.secret(stash.output).apply(String);
}
