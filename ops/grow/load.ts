import { z } from "zod";
import type { Account } from "../../local/account.ts";
import type { Client } from "./client.ts";
import { makeLedger, type TenantLedger } from "./tenant-ledger.ts";
import { postEvents, putFile, putRecord, toText } from "./write-as-tenant.ts";

const newTenant = z.object({ key: z.string() });
const placed = z.object({ shards: z.array(z.string()) });

const RECORDS = 20;
/** Posts of events; the last comes with a key, so that its order counts. */
const POSTS = 3;
const EVENTS = 10;
const FILES = 2;
const SESSIONS = 2;

export async function callAdmin(client: Client, account: Account, method: "GET" | "POST" | "DELETE", path: string, body?: unknown) {
	const headers = { authorization: `Bearer ${account.adminToken}`, "content-type": "application/json" };
	return client.send({ method, path, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
}

export async function createTenant(
	client: Client,
	account: Account,
	id: string,
	dedicated: boolean,
	region?: string,
): Promise<TenantLedger> {
	const answer = await callAdmin(client, account, "POST", "/admin/tenants", { id, ...(region === undefined ? {} : { region }) });
	if (answer.status !== 201) throw new Error(`tenant ${id} can't be created: ${answer.status} ${answer.text}`);
	const { key } = newTenant.parse(JSON.parse(answer.text));
	return makeLedger({ id, key, dedicated, shards: await readShards(client, account, id) });
}

/** Where a tenant's data lies, by the directory. */
export async function readShards(client: Client, account: Account, id: string): Promise<readonly string[]> {
	const { text } = await callAdmin(client, account, "GET", `/admin/tenants/${id}`);
	return placed.parse(JSON.parse(text)).shards;
}

/** Some of everything that a tenant may have. */
export async function loadTenant(client: Client, ledger: TenantLedger, seed: number): Promise<void> {
	const { id } = ledger;
	for (let n = 0; n < RECORDS; n += 1) await putRecord(client, ledger, `loaded-${n}`, JSON.stringify({ n, text: toText(seed, id, n) }));
	for (let post = 0; post < POSTS; post += 1) {
		const ids = Array.from({ length: EVENTS }, (_, n) => `${id}-loaded-${post}-${n}`);
		await postEvents(client, ledger, ids, post * 20, post === POSTS - 1 ? "loaded" : null);
	}
	for (let n = 0; n < FILES; n += 1) await putFile(client, ledger, `loaded/${n}.txt`, toText(seed, id, "file", n).repeat(100));
}

/** Sign-ins to the admin side, as a browser keeps them. */
export async function openSessions(client: Client, account: Account): Promise<readonly string[]> {
	const cookies: string[] = [];
	for (let n = 0; n < SESSIONS; n += 1) {
		const { status, headers } = await callAdmin(client, account, "POST", "/admin/session");
		const [cookie = ""] = (headers.get("set-cookie") ?? "").split(";");
		if (status !== 201) throw new Error(`a session can't be opened: ${status}`);
		cookies.push(cookie);
	}
	return cookies;
}
