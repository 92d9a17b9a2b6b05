import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Where an account that runs now can be reached, for commands in another terminal. */
export type RunningFile = {
	readonly pid: number;
	readonly gateway: string;
	readonly adminToken: string;
	/** Of the account's v4 API. */
	readonly api: { readonly baseUrl: string; readonly token: string; readonly accountId: string };
};

/** In the account's state folder, `.local/<stack>`. */
export const RUNNING_FILE = "running.json";

/** Writes it beside the account's state, for its owner's eyes only; returns what takes it away again. */
export function writeRunning(folder: string | undefined, running: RunningFile): () => void {
	if (folder === undefined) return () => {};
	const file = join(folder, RUNNING_FILE);
	writeFileSync(file, `${JSON.stringify(running, null, "\t")}\n`, { mode: 0o600 });
	return () => rmSync(file, { force: true });
}
