import { enableCompileCache, flushCompileCache } from "node:module";
import { parentPort, workerData } from "node:worker_threads";
import { LocalError } from "../local-error.ts";
import type { FromThread, ProgramOptions, ToThread } from "./messages.ts";

// The SDKs are thousands of modules: their compiled code is kept between runs, and they load only after that is arranged.
enableCompileCache();
const options: ProgramOptions = workerData;
const post = (message: FromThread): void => parentPort?.postMessage(message);

process.on("uncaughtException", fail);
process.on("unhandledRejection", fail);

try {
	const { startRun } = await import("./run.ts");
	const run = await startRun(options, fail);
	parentPort?.on("message", async (message: ToThread) => {
		try {
			await run.callHooks(message.environment, message.calls);
			flushCompileCache();
			post({ kind: "hooks-done" });
		} catch (error) {
			fail(error);
		}
	});
	post({ kind: "registered", result: run.result });
	// While workerd starts, this thread is idle: the SDK that hooks speak through takes a fifth of a second to load.
	if (run.result.resources.some(({ hooks }) => hooks.beforeCreate.length > 0)) await import("cloudflare");
	flushCompileCache();
} catch (error) {
	fail(error);
}

function fail(error: unknown): void {
	const message = error instanceof Error ? error.message : String(error);
	const stack = error instanceof Error ? (error.stack ?? message) : message;
	post({ kind: "failed", code: toCode(error), message, stack });
}

function toCode(error: unknown) {
	if (error instanceof LocalError) return error.code;
	const refused = typeof error === "object" && error !== null && "__pulumiRunError" in error;
	return refused ? "program_refused" : undefined;
}
