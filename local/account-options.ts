import type { ProgramOptions } from "./program/messages.ts";
import type { Print } from "./program/program.ts";

export type AccountOptions = ProgramOptions & {
	/** Wins over the stack file's `stagecraft:stage`. */
	readonly stage?: string;
	/** 0, the default, takes any free port. */
	readonly port?: number;
	/** Keeps no data; otherwise it stays in `.local/<stack>` under the root. */
	readonly ephemeral?: boolean;
	/** Fires cron triggers at their times. Off, only `scheduled()` fires them. */
	readonly crons?: boolean;
	/** An ES module before each Worker's own, see `front.ts`: how tests let bindings fail without a word in the Workers. */
	readonly front?: string;
	/** Takes what the program and its Workers print. */
	readonly print?: Print;
};
