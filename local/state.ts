import { randomBytes } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";

const AccountState = z.object({ adminToken: z.string().min(1), tenants: z.record(z.string(), z.string()).default({}) });

/** What the account must remember beside its stores. */
export type AccountState = Readonly<z.infer<typeof AccountState>>;

/** `.local/<stack>`, or nothing for an ephemeral account. */
export type StateFolder = string | undefined;

const FILE = "account.json";

export async function readState(folder: StateFolder): Promise<AccountState> {
	const fresh = { adminToken: randomBytes(24).toString("base64url"), tenants: {} };
	if (folder === undefined) return fresh;
	try {
		return AccountState.parse(JSON.parse(await readFile(join(folder, FILE), "utf8")));
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

function isMissing(error: unknown): boolean {
	return error instanceof Error && "code" in error && error.code === "ENOENT";
}
