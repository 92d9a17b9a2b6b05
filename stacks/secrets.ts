import { randomBytes } from "node:crypto";
import * as pulumi from "@pulumi/pulumi";

/** What only the engine may know in plain text; one that is absent is made at the first deployment. */
export interface Secrets {
	readonly adminToken: pulumi.Output<string> | undefined;
	/** Signs sessions and tickets. */
	readonly signingKey: pulumi.Output<string> | undefined;
	/** The key pair of an R2 API token; absent: nothing signs URLs. */
	readonly filesAccessKeyId: pulumi.Output<string> | undefined;
	readonly filesSecretAccessKey: pulumi.Output<string> | undefined;
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

/** Where S3 is spoken, by location: a jurisdiction has an endpoint of its own (/r2/reference/data-location/, 2026-09-17). */
const toEndpoints = (accountId: string) =>
	Object.fromEntries(
		["any", "eu", "fedramp"].map((location) => [
			location,
			`https://${accountId}${location === "any" ? "" : `.${location}`}.r2.cloudflarestorage.com`,
		]),
	);

interface FilesSigning {
	readonly accountId: pulumi.Input<string>;
	/** Stands in for R2's own. */
	readonly endpoint: string | null;
}

/**
 * What signs URLs of files, as the JSON text that `app` reads: `null` where no key pair is configured. A binding of secret text
 * can't be empty, and one that comes and goes would be a second shape of `env`.
 */
export function toFilesSigner(
	{ filesAccessKeyId, filesSecretAccessKey }: Secrets,
	{ accountId, endpoint }: FilesSigning,
): pulumi.Output<string> {
	if (filesAccessKeyId === undefined || filesSecretAccessKey === undefined) return pulumi.secret("null");
	const text = pulumi.all([filesAccessKeyId, filesSecretAccessKey, accountId]).apply(([accessKeyId, secretAccessKey, account]) => {
		const endpoints = endpoint === null ? toEndpoints(account) : { any: endpoint, eu: endpoint, fedramp: endpoint };
		return JSON.stringify({ accessKeyId, secretAccessKey, endpoints });
	});
	return pulumi.secret(text);
}
