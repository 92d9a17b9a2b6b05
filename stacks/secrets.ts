import { randomBytes } from "node:crypto";
import * as pulumi from "@pulumi/pulumi";

/** What only the engine may know in plain text; one that is absent is made at the first deployment. */
export interface Secrets {
	readonly adminToken: pulumi.Output<string> | undefined;
	/** Signs sessions and tickets. */
	readonly signingKey: pulumi.Output<string> | undefined;
}

/**
 * The configured secret, else one that is made at the first deployment and kept, encrypted, in the stack's state.
 * `Stash` keeps its first output whatever its input becomes.
 */
export function toSecret(name: "admin-token" | "signing-key", configured: pulumi.Output<string> | undefined): pulumi.Output<string> {
	if (configured !== undefined) return configured;
	const stash = new pulumi.Stash(
		name,
		{ input: pulumi.secret(randomBytes(32).toString("hex")) },
		{ ignoreChanges: ["input"], additionalSecretOutputs: ["input", "output"] },
	);
	return pulumi.secret(stash.output).apply(String);
}
