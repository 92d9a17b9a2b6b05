import { parseArgs } from "node:util";
import { STAGES, type Stage } from "../config/settings.ts";
import { type Issue, UserError } from "../config/user-error.ts";

export interface PolicyOptions {
	/** Without it, nothing but the stage. */
	readonly stack: string | undefined;
	readonly stage: Stage | undefined;
	/** The stage that stands, where a change of stage is judged too. */
	readonly from: Stage | undefined;
	readonly json: boolean;
	readonly help: boolean;
}

export const USAGE = `usage: npm run policy [-- options]

  --stack <name>   judge Pulumi.<name>.yaml; without it, a stage with its own workload and nothing else
  --stage <stage>  another stage than that file's: ${STAGES.join(", ")}
  --from <stage>   judge the change from that stage too; where --stage is another than the stack file's, it is that file's
  --json           one JSON object on stdout

Runs the program with no engine and no account, and judges what it registers. Exit code: 0 nothing mandatory is violated,
1 something is, 2 the command line or the stack file is wrong.`;

/** @throws UserError for what the command line doesn't know. */
export function parseOptions(args: readonly string[]): PolicyOptions {
	const { values } = parse(args);
	return {
		stack: values.stack,
		stage: toStage("--stage", values.stage),
		from: toStage("--from", values.from),
		json: values.json,
		help: values.help,
	};
}

function parse(args: readonly string[]) {
	try {
		return parseArgs({
			args: [...args],
			options: {
				stack: { type: "string" },
				stage: { type: "string" },
				from: { type: "string" },
				json: { type: "boolean", default: false },
				help: { type: "boolean", default: false },
			},
		});
	} catch (error) {
		throw refuse({ option: args.join(" "), value: "(command line)", rule: error instanceof Error ? error.message : String(error) });
	}
}

function toStage(option: string, text: string | undefined): Stage | undefined {
	const stage = STAGES.find((name) => name === text);
	if (text !== undefined && stage === undefined) throw refuse({ option, value: text, rule: `must be one of ${STAGES.join(", ")}` });
	return stage;
}

const refuse = (issue: Omit<Issue, "remedy">) =>
	new UserError("command-line", "The command line is wrong:", [{ ...issue, remedy: "Run npm run policy -- --help" }]);
