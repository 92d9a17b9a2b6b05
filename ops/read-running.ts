import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { LocalError } from "../local/local-error.ts";
import { RUNNING_FILE, type RunningFile } from "../local/running-file.ts";

const running = z.object({
	pid: z.number(),
	gateway: z.url(),
	adminToken: z.string(),
	api: z.object({ baseUrl: z.url(), token: z.string(), accountId: z.string() }),
});

/**
 * The account that `npm start` runs of this stack.
 * @throws LocalError where none runs.
 */
export function readRunning(root: string, stack: string): RunningFile {
	const found = running.safeParse(readFile(join(root, ".local", stack, RUNNING_FILE)));
	if (found.success && isAlive(found.data.pid)) return found.data;
	const rule = `No local account of the stack ${stack} is running, or it keeps no state.`;
	throw new LocalError("not_running", `${rule} Start it with npm start -- --stack ${stack}, without --ephemeral.`);
}

function readFile(file: string): unknown {
	try {
		return JSON.parse(readFileSync(file, "utf8"));
	} catch {
		return null;
	}
}

/** The file outlives a process that was killed. */
function isAlive(pid: number): boolean {
	try {
		return process.kill(pid, 0);
	} catch {
		return false;
	}
}
