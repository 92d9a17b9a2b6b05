import type { Account } from "../../local/account.ts";
import type { Client } from "./client.ts";
import type { Door } from "./door.ts";
import type { TenantLedger } from "./tenant-ledger.ts";

/** What is rehearsed on: a running account and all that was done to it. */
export interface World {
	readonly account: Account;
	readonly door: Door;
	readonly client: Client;
	readonly tenants: TenantLedger[];
	/** Cookies of the admin's sessions. */
	readonly sessions: readonly string[];
	readonly seed: number;
	/** How long an event may stay away that was accepted. */
	readonly patienceMs: number;
}
