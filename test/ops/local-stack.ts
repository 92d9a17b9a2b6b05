import { rmSync } from "node:fs";
import { startAccount } from "../../local/account.ts";
import { writeRunning } from "../../local/running-file.ts";
import { makeProject } from "../support/start.ts";
import { ops } from "./ops.ts";

/** The stack `dev` of a folder of its own, running: commands with `--local` find it as they find that of `npm start`. */
export async function startLocalStack(config: Readonly<Record<string, unknown>>) {
	const root = makeProject(config);
	const account = await startAccount({ root, stack: "dev", print: () => {} });
	const { url, adminToken, api, stateFolder } = account;
	const forget = writeRunning(stateFolder, { pid: process.pid, gateway: url, adminToken, api });
	return {
		account,
		root,
		ops: (line: string) => ops(line, root),
		/** As if it had ended: commands find it no more. */
		forget,
		async stop() {
			await account.stop();
			rmSync(root, { recursive: true, force: true });
		},
	};
}

export type LocalStack = Awaited<ReturnType<typeof startLocalStack>>;
