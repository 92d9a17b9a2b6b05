import { join } from "node:path";
import type { AccountOptions } from "./account-options.ts";
import { type FilesApi, startFilesApi } from "./api/files-api.ts";
import { startClock, type Timings } from "./clock.ts";
import { assertPortFree } from "./port.ts";
import type { ProgramResult } from "./program/messages.ts";
import { startProgram } from "./program/program.ts";
import { toProgramOptions } from "./program-options.ts";
import type { Change, NewConfig } from "./running-account.ts";
import { readState } from "./state.ts";
import type { Stores } from "./stores.ts";

export type Account = Stores & {
	readonly url: string;
	readonly adminToken: string;
	readonly stateFolder: string | undefined;
	readonly timings: Timings;
	/** Of the v4 API, with the account's id in its paths. */
	readonly api: { readonly baseUrl: string; readonly token: string; readonly accountId: string };
	/** Where this machine can't do as Cloudflare does, in words for the user. */
	readonly notes: () => readonly string[];
	/** Of the last run that succeeded. */
	readonly program: () => ProgramResult;
	readonly fetch: (path: string, init?: RequestInit) => Promise<Response>;
	/**
	 * Reruns the program, with another stage or config where that is given, and applies what it registers, as `pulumi up` would.
	 * If it fails, or would take away what is protected, the account stays as it was. `beforeRestart` is awaited once that is known.
	 */
	readonly reload: (config?: NewConfig, beforeRestart?: () => Promise<void>) => Promise<Change>;
	readonly stop: () => Promise<void>;
};

/** Runs the program, and all that it registers, on this machine. */
export async function startAccount(options: AccountOptions): Promise<Account> {
	const clock = startClock();
	const stateFolder = options.ephemeral ? undefined : join(options.root, ".local", options.stack);
	await assertPortFree(options.port ?? 0);
	const { adminToken } = await readState(stateFolder);
	// The program must know the address before there is a bucket behind it.
	const files = await startFilesApi();
	const withFiles = withFilesApi(options, files);
	const running = startProgram(toProgramOptions(withFiles, adminToken), options.print);
	// workerd's side loads while the program runs: together they are most of a start.
	const [program, { RunningAccount }] = await Promise.all([running, import("./running-account.ts")]);
	clock.lap("program");
	const account = await RunningAccount.start({ options: withFiles, adminToken, stateFolder, program }, clock);
	files.attach({ find: account.stores.r2, corsOf: (bucketName) => account.corsOf(bucketName) });
	return {
		...account.stores,
		url: account.runtime.url.origin,
		adminToken,
		stateFolder,
		api: account.api,
		timings: clock.read(),
		notes: () => account.notes(),
		program: () => account.program.result,
		fetch: (path, init) => fetch(new URL(path, account.runtime.url), init),
		reload: (config, beforeRestart) => account.reload(config, beforeRestart),
		stop: async () => {
			await Promise.all([account.stop(), files.close()]);
		},
	};
}

/** URLs of files lead to this machine, and only its own key pair signs them: a stack file's is encrypted, and left out here. */
const withFilesApi = (options: AccountOptions, { endpoint, accessKeyId, secretAccessKey }: FilesApi): AccountOptions => ({
	...options,
	config: { "stagecraft:filesEndpoint": endpoint, ...options.config },
	secrets: { "stagecraft:filesAccessKeyId": accessKeyId, "stagecraft:filesSecretAccessKey": secretAccessKey, ...options.secrets },
});
