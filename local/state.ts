import { randomBytes } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { isJsonObject } from "./json.ts";
import { LocalError } from "./local-error.ts";

/** What the account must remember beside its stores. */
export type AccountState = {
	readonly adminToken: string;
	/** Tenant id → its key. */
	readonly tenants: Readonly<Record<string, string>>;
};

/** `.local/<stack>`, or nothing for an ephemeral account. */
export type StateFolder = string | undefined;

const FILE = "account.json";

export async function readState(folder: StateFolder): Promise<AccountState> {
	const fresh = { adminToken: randomBytes(24).toString("base64url"), tenants: {} };
	if (folder === undefined) return fresh;
	try {
		return parseState(JSON.parse(await readFile(join(folder, FILE), "utf8")), folder);
	} catch (error) {
		if (!isMissing(error)) throw error;
	}
	await writeState(folder, fresh);
	return fresh;
}

/** The file holds keys, so only its owner may read it. */
export async function writeState(folder: StateFolder, state: AccountState): Promise<void> {
	if (folder === undefined) return;
	await mkdir(folder, { recursive: true });
	await writeFile(join(folder, FILE), `${JSON.stringify(state, null, "\t")}\n`, { mode: 0o600 });
}

// By hand, since a schema library would be most of what loads before the program can start.
function parseState(content: unknown, folder: string): AccountState {
	const { adminToken, tenants } = isJsonObject(content) ? content : {};
	if (typeof adminToken !== "string" || adminToken === "" || !isJsonObject(tenants)) {
		throw new LocalError("bad_project", `${join(folder, FILE)} isn't as it was written: delete ${folder} to begin anew.`);
	}
	return { adminToken, tenants: Object.fromEntries(Object.entries(tenants).map(([id, key]) => [id, String(key)])) };
}

function isMissing(error: unknown): boolean {
	return error instanceof Error && "code" in error && error.code === "ENOENT";
}
