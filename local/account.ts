import { startClock, type Timings } from "./clock.ts";
import type { ProgramOptions, ProgramResult } from "./program/messages.ts";
import type { Print } from "./program/program.ts";
import { type Change, RunningAccount } from "./running-account.ts";
import type { Stores } from "./stores.ts";

export type AccountOptions = ProgramOptions & {
	/** Wins over the stack file's `stagecraft:stage`. */
	readonly stage?: string;
	/** 0, the default, takes any free port. */
	readonly port?: number;
	/** Keeps no data; otherwise it stays in `.local/<stack>` under the root. */
	readonly ephemeral?: boolean;
	/** Fires cron triggers at their times. Off, only `scheduled()` fires them. */
	readonly crons?: boolean;
	/** Takes what the program and its Workers print. */
	readonly print?: Print;
};

export type Account = Stores & {
	readonly url: string;
	readonly adminToken: string;
	readonly stateFolder: string | undefined;
	readonly timings: Timings;
	/** Where this machine can't do as Cloudflare does, in words for the user. */
	readonly notes: () => readonly string[];
	/** Of the last run that succeeded. */
	readonly program: () => ProgramResult;
	readonly fetch: (path: string, init?: RequestInit) => Promise<Response>;
	/** Reruns the program and applies what it registers; if it fails, the account stays as it was. */
	readonly reload: () => Promise<Change>;
	readonly stop: () => Promise<void>;
};

/** Runs the program, and all that it registers, on this machine. */
export async function startAccount(options: AccountOptions): Promise<Account> {
	const clock = startClock();
	const running = await RunningAccount.start(options, clock);
	return {
		...running.stores,
		url: running.runtime.url.origin,
		adminToken: running.adminToken,
		stateFolder: running.stateFolder,
		timings: clock.read(),
		notes: () => running.notes(),
		program: () => running.program.result,
		fetch: (path, init) => fetch(new URL(path, running.runtime.url), init),
		reload: () => running.reload(),
		stop: () => running.stop(),
	};
}
