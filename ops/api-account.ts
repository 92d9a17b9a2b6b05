import Cloudflare from "cloudflare";
import { UserError } from "../config/user-error.ts";
import type { ApiAccess } from "../migrations/d1-api.ts";
import { readRunning } from "./read-running.ts";

/** An account to call Cloudflare's API of. */
export interface ApiAccount {
	readonly accountId: string;
	readonly access: ApiAccess;
}

/**
 * The account that runs on this machine, or the one that the environment's token opens (`CLOUDFLARE_API_TOKEN`).
 * @throws UserError where it isn't clear which account.
 */
export async function readApiAccount(root: string, { local, stack, accountId }: Choice): Promise<ApiAccount> {
	if (local) {
		const { api } = readRunning(root, stack);
		return { accountId: api.accountId, access: { apiToken: api.token, baseURL: api.baseUrl } };
	}
	if (!process.env["CLOUDFLARE_API_TOKEN"])
		throw refuse("CLOUDFLARE_API_TOKEN", "must be set to a token that may edit D1", "Or give --local for the account of npm start");
	return { accountId: accountId ?? process.env["CLOUDFLARE_ACCOUNT_ID"] ?? (await findOnlyAccount()), access: {} };
}

interface Choice {
	readonly local: boolean;
	readonly stack: string;
	/** The stack file's own. */
	readonly accountId: string | null;
}

async function findOnlyAccount(): Promise<string> {
	const ids: string[] = [];
	for await (const { id } of new Cloudflare().accounts.list()) ids.push(id);
	const [only] = ids;
	if (only !== undefined && ids.length === 1) return only;
	throw refuse(
		"CLOUDFLARE_ACCOUNT_ID",
		`must be set, as the token sees ${ids.length} accounts`,
		"Or set stagecraft:accountId in the stack file",
	);
}

const refuse = (option: string, rule: string, remedy: string) =>
	new UserError("account", "Which account?", [{ option, value: process.env[option] ?? "(absent)", rule, remedy }]);
