const RANDOM = "$(openssl rand -hex 32)";

/** Keys of a stack file whose values are Pulumi secrets, and never part of the settings; with what to set them to. */
export const SECRETS = {
	adminToken: RANDOM,
	signingKey: RANDOM,
	filesAccessKeyId: "<access key id of an R2 API token>",
	filesSecretAccessKey: "<its secret access key>",
} as const;

export type SecretName = keyof typeof SECRETS;

export const isSecretName = (name: string): name is SecretName => Object.hasOwn(SECRETS, name);

export const SECRET_NAMES: readonly SecretName[] = Object.keys(SECRETS).filter(isSecretName);
