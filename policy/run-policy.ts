import { STAGES } from "../config/settings.ts";
import { UserError } from "../config/user-error.ts";
import { judgeStack } from "./judge.ts";
import { parseOptions, USAGE } from "./options.ts";
import { registerStack } from "./register.ts";
import { toReport, toText } from "./report.ts";
import { RULES } from "./rules.ts";

interface Terminal {
	readonly out: (text: string) => unknown;
	readonly error: (text: string) => unknown;
}

/** Runs one command line, and says how it ended. */
export async function runPolicy(args: readonly string[], root: string, { out, error }: Terminal): Promise<0 | 1 | 2> {
	try {
		const options = parseOptions(args);
		if (options.help) {
			out(USAGE);
			return 0;
		}
		const stack = await registerStack(
			root,
			options.stack === undefined ? { ...options, stackConfig: { "stagecraft:stage": options.stage ?? STAGES[0] } } : options,
		);
		const report = toReport(stack.stage, stack.resources.length, judgeStack(RULES, stack));
		out(options.json ? JSON.stringify(report) : toText(report));
		return report.refused ? 1 : 0;
	} catch (fault) {
		if (!(fault instanceof UserError) && !isRefusal(fault)) throw fault;
		error(fault.message);
		return 2;
	}
}

/** The program's own word about its stack file, from its thread. */
const isRefusal = (fault: unknown): fault is Error =>
	fault instanceof Error && "code" in fault && (fault.code === "program_refused" || fault.code === "bad_project");
