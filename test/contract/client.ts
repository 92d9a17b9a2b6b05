import { fileURLToPath } from "node:url";
import { z } from "zod";
import { type Account, startAccount } from "../../local/account.ts";
import type { AccountOptions } from "../../local/account-options.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const newTenant = z.object({ id: z.string(), keyId: z.string(), key: z.string() });

export interface Call {
	readonly method?: string;
	/** Sent as `Authorization: Bearer`. */
	readonly token?: string;
	readonly headers?: Readonly<Record<string, string>>;
	/** A string is sent as it is, anything else as JSON. */
	readonly body?: unknown;
}

export interface Answer {
	readonly status: number;
	readonly headers: Headers;
	readonly text: string;
	/** Undefined where the body is no JSON. */
	readonly json: unknown;
}

export interface Client {
	readonly call: (path: string, call?: Call) => Promise<Answer>;
	/** A call with the admin token. */
	readonly admin: (path: string, call?: Call) => Promise<Answer>;
	readonly createTenant: (id: string) => Promise<z.infer<typeof newTenant>>;
	readonly stop: () => Promise<void>;
}

/** Starts a stack of its own, without data, and speaks to its gateway. */
export async function startClient(options: Partial<AccountOptions> = {}): Promise<Client & { readonly account: Account }> {
	const account = await startAccount({ root: ROOT, stack: "dev", ephemeral: true, ...options });
	const call: Client["call"] = async (path, { method = "GET", token, headers = {}, body } = {}) => {
		const sent = new Headers({ ...headers });
		if (token !== undefined) sent.set("authorization", `Bearer ${token}`);
		const content = body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) };
		const response = await fetch(account.url + path, { method, headers: sent, redirect: "manual", ...content });
		const text = await response.text();
		return { status: response.status, headers: response.headers, text, json: parseJson(text) };
	};
	const admin: Client["admin"] = (path, options = {}) => call(path, { token: account.adminToken, ...options });
	return {
		account,
		call,
		admin,
		createTenant: async (id) => newTenant.parse((await admin("/admin/tenants", { method: "POST", body: { id } })).json),
		stop: account.stop,
	};
}

function parseJson(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}

/** What `expect(answer).toMatchObject` wants of a problem. */
export const problem = (status: number, type: string) => ({ status, json: { type: `urn:stagecraft:problem:${type}`, status } });
