import * as cloudflare from "@pulumi/cloudflare";
import type * as pulumi from "@pulumi/pulumi";
import { UserError } from "../config/user-error.ts";

/** The account: the one that was given, else the only one that the token sees. */
export function toAccountId(given: string | null): pulumi.Input<string> {
	if (given !== null) return given;
	return cloudflare.getAccountsOutput({ maxItems: 2 }).results.apply((accounts) => {
		const [account] = accounts;
		if (account !== undefined && accounts.length === 1) return account.id;
		throw new UserError("account", "Which account?", [
			{
				option: "stagecraft:accountId",
				value: "(absent)",
				rule: `must be given, as the token sees ${accounts.length === 0 ? "no account" : "more than one account"}`,
				remedy: "Run: pulumi config set stagecraft:accountId <id>, or set CLOUDFLARE_ACCOUNT_ID",
			},
		]);
	});
}

/** The zone: by the id that was given, else by its name. */
export function toZoneId({ id, name }: { readonly id: string | null; readonly name: string }): pulumi.Input<string> {
	return id ?? cloudflare.getZoneOutput({ filter: { name } }).zoneId;
}
