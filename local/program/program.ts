import { Worker } from "node:worker_threads";
import { LocalError } from "../local-error.ts";
import type { FromThread, HookCall, HookEnvironment, ProgramOptions, ProgramResult, ToThread } from "./messages.ts";

export type Program = {
	readonly result: ProgramResult;
	/** Calls hooks in the program's thread; the first that fails ends it with that hook's message. */
	readonly callHooks: (environment: HookEnvironment, calls: readonly HookCall[]) => Promise<void>;
	/** Ends the thread. */
	readonly close: () => Promise<void>;
};

/** Takes what the program prints. */
export type Print = (text: string) => void;

/** Runs the program once and forgets it: for tests of what it registers. */
export async function runProgram(options: ProgramOptions): Promise<ProgramResult> {
	const program = await startProgram(options);
	await program.close();
	return program.result;
}

/** Runs the program in a thread of its own, so that each run loads its modules afresh. */
export async function startProgram(options: ProgramOptions, print: Print = () => {}): Promise<Program> {
	const thread = new Worker(new URL("./thread.ts", import.meta.url), {
		workerData: options,
		env: withoutCredentials(process.env),
		stdout: true,
		stderr: true,
	});
	for (const stream of [thread.stdout, thread.stderr]) stream.on("data", (chunk: Buffer) => print(chunk.toString()));
	try {
		const registered = await nextMessage(thread);
		if (registered.kind !== "registered") throw new Error(`unexpected ${registered.kind} from the program`);
		return {
			result: registered.result,
			callHooks: async (environment, calls) => {
				const request: ToThread = { kind: "run-hooks", environment, calls };
				thread.postMessage(request);
				await nextMessage(thread);
			},
			close: async () => void (await thread.terminate()),
		};
	} catch (error) {
		await thread.terminate();
		throw error;
	}
}

function nextMessage(thread: Worker): Promise<Exclude<FromThread, { kind: "failed" }>> {
	return new Promise((resolve, reject) => {
		const settle = (act: () => void) => {
			thread.off("message", onMessage);
			thread.off("error", onError);
			thread.off("exit", onExit);
			act();
		};
		const onMessage = (message: FromThread) => settle(() => (message.kind === "failed" ? reject(toError(message)) : resolve(message)));
		const onError = (error: unknown) => settle(() => reject(error));
		const onExit = (code: number) => settle(() => reject(new Error(`the program's thread ended with code ${code}`)));
		thread.on("message", onMessage);
		thread.on("error", onError);
		thread.on("exit", onExit);
	});
}

function toError({ code, message, stack }: Extract<FromThread, { kind: "failed" }>): Error {
	if (code !== undefined) return new LocalError(code, message);
	const error = new Error(message);
	error.stack = stack;
	return error;
}

/** A local run must never reach the real account: what its environment says of Cloudflare stays outside. */
function withoutCredentials(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
	return Object.fromEntries(Object.entries(environment).filter(([name]) => !name.startsWith("CLOUDFLARE_")));
}
