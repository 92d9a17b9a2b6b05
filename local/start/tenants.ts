import type { Account } from "../account.ts";
import { isJsonObject } from "../json.ts";
import { LocalError } from "../local-error.ts";
import { readState, writeState } from "../state.ts";

export type Tenant = { readonly id: string; readonly key: string };

const DEMO = "demo";

/** Creates the demo tenant and those that the program names, once: kept keys are shown again. */
export async function openTenants(account: Account): Promise<readonly Tenant[]> {
	const listed = account.program().outputs["tenants"];
	const named = Array.isArray(listed) ? listed.map(String) : [];
	const { adminToken, stateFolder } = account;
	const keys = stateFolder === undefined ? {} : { ...(await readState(stateFolder)).tenants };
	const tenants: Tenant[] = [];
	for (const id of new Set([DEMO, ...named])) {
		const key = keys[id] ?? (await openTenant(account, id));
		if (key === undefined) continue;
		keys[id] = key;
		tenants.push({ id, key });
	}
	await writeState(stateFolder, { adminToken, tenants: keys });
	return tenants;
}

async function openTenant(account: Account, id: string): Promise<string | undefined> {
	const created = await post(account, "/admin/tenants", { id });
	// A program without tenants is none to fail on.
	if (created.status === 404) return undefined;
	if (created.status !== 409) return readKey(created, id);
	return readKey(await post(account, `/admin/tenants/${encodeURIComponent(id)}/keys`, {}), id);
}

function post(account: Account, path: string, body: Readonly<Record<string, string>>): Promise<Response> {
	const headers = { authorization: `Bearer ${account.adminToken}`, "content-type": "application/json" };
	return account.fetch(path, { method: "POST", headers, body: JSON.stringify(body) });
}

async function readKey(response: Response, id: string): Promise<string> {
	const text = await response.text();
	const content: unknown = response.status === 201 ? JSON.parse(text) : undefined;
	if (isJsonObject(content) && typeof content["key"] === "string") return content["key"];
	throw new LocalError("not_healthy", `Tenant ${id} can't be created: the API answers ${response.status}: ${text}`);
}
