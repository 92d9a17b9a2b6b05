import { createHash } from "node:crypto";
import { ACCOUNT_ID } from "./account-id.ts";
import type { AccountOptions } from "./account-options.ts";
import type { ProgramOptions } from "./program/messages.ts";

export function toProgramOptions(options: AccountOptions, adminToken: string): ProgramOptions {
	const stage = options.stage === undefined ? {} : { "stagecraft:stage": options.stage };
	return {
		root: options.root,
		stack: options.stack,
		...(options.stackConfig === undefined ? {} : { stackConfig: options.stackConfig }),
		config: { "stagecraft:accountId": ACCOUNT_ID, ...stage, ...options.config },
		secrets: { "stagecraft:adminToken": adminToken, "stagecraft:signingKey": toSigningKey(adminToken), ...options.secrets },
	};
}

/** The account remembers one secret; a key that stays as long keeps a browser signed in over restarts. */
const toSigningKey = (adminToken: string) => createHash("sha256").update(`signing key ${adminToken}`).digest("hex");
