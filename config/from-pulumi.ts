import * as pulumi from "@pulumi/pulumi";
import { allConfig } from "@pulumi/pulumi/runtime/config.js";
import { parseSettings } from "./parse-settings.ts";
import { isSecretName, SECRET_NAMES, SECRETS, type SecretName } from "./secret-names.ts";
import type { Settings } from "./settings.ts";
import type { Issue } from "./user-error.ts";

const NAMESPACE = "stagecraft";

export interface ProgramSettings {
	readonly settings: Settings;
	/** Absent in the stack file: undefined. */
	readonly secrets: Readonly<Record<SecretName, pulumi.Output<string> | undefined>>;
	readonly project: string;
	readonly stack: string;
}

/**
 * The running program's settings from Pulumi's config.
 * @throws UserError with every fault at once.
 */
export function readSettings(): ProgramSettings {
	const stack = pulumi.getStack();
	const values = readValues();
	const plain = Object.fromEntries(Object.entries(values).filter(([key]) => !isSecretName(key)));
	const config = new pulumi.Config(NAMESPACE);
	return {
		settings: parseSettings(plain, { file: `Pulumi.${stack}.yaml` }, [
			...SECRET_NAMES.flatMap((key) => checkSecret(key, values[key])),
			...checkPair(values),
		]),
		secrets: {
			adminToken: config.getSecret("adminToken"),
			signingKey: config.getSecret("signingKey"),
			filesAccessKeyId: config.getSecret("filesAccessKeyId"),
			filesSecretAccessKey: config.getSecret("filesSecretAccessKey"),
		},
		project: pulumi.getProject(),
		stack,
	};
}

/** The account may come from the variable that wrangler reads too; a stack file goes before it. */
function readValues(): Record<string, unknown> {
	const own = Object.entries(allConfig() ?? {}).filter(([key]) => key.startsWith(`${NAMESPACE}:`));
	const account = process.env["CLOUDFLARE_ACCOUNT_ID"];
	return {
		...(account ? { accountId: account } : {}),
		...Object.fromEntries(own.map(([key, value]) => [key.slice(NAMESPACE.length + 1), parseValue(value)])),
	};
}

/** Pulumi hands over objects and lists as JSON, everything else as text. */
function parseValue(value: string): unknown {
	return /^\s*[[{]/.test(value) ? JSON.parse(value) : value;
}

const toIssue = (key: SecretName, rule: string): Issue => ({
	option: `${NAMESPACE}:${key}`,
	value: "(hidden)",
	rule,
	remedy: `Run: pulumi config set --secret ${NAMESPACE}:${key} "${SECRETS[key]}"`,
});

function checkSecret(key: SecretName, value: unknown): Issue[] {
	if (value === undefined || (typeof value === "string" && value.length >= 32)) return [];
	return [toIssue(key, "must have at least 32 characters")];
}

const FILES_KEYS = ["filesAccessKeyId", "filesSecretAccessKey"] as const;

/** Half of a key pair signs nothing. */
function checkPair(values: Readonly<Record<string, unknown>>): Issue[] {
	const missing = FILES_KEYS.filter((key) => values[key] === undefined);
	return missing.length === 1 ? missing.map((key) => toIssue(key, "must be given with the other half of the key pair")) : [];
}
