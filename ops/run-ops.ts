import { Command, CommanderError } from "commander";
import type { Terminal } from "./answer.ts";
import { isNoun, NOUNS, type Noun } from "./nouns.ts";
import { toFailure } from "./to-failure.ts";
import type { Verb, VerbContext } from "./verb.ts";

/** A command's end: done, refused or failed, or never begun since the command line was wrong. */
type ExitCode = 0 | 1 | 2;

/** Runs one command line, and says how it ended. */
export async function runOps(args: readonly string[], context: VerbContext): Promise<ExitCode> {
	const { terminal } = context;
	const ending: { code: ExitCode } = { code: 0 };
	try {
		const program = await makeProgram(args, context, (code) => {
			ending.code = code;
		});
		await program.parseAsync([...args], { from: "user" });
		return ending.code;
	} catch (error) {
		// Commander has said what is wrong with the command line, and shown the help, by itself.
		if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
		const { text, json, code } = toFailure(error);
		terminal.error(args.includes("--json") ? JSON.stringify({ error: json }) : text);
		return code;
	}
}

async function makeProgram(args: readonly string[], context: VerbContext, end: (code: ExitCode) => void): Promise<Command> {
	const program = new Command("npm run ops --")
		.description("Questions and day-2 work, as <noun> <verb>. Every command takes --json.")
		.addHelpText("after", "\nExit code: 0 done, 1 refused or failed, 2 the command line is wrong.")
		.helpCommand(false)
		.exitOverride()
		.configureOutput(toOutput(context.terminal));
	const asked = args.find((word) => !word.startsWith("-"));
	for (const [name, what] of Object.entries(NOUNS)) {
		const noun = program.command(name).description(what).copyInheritedSettings(program).helpCommand(false);
		if (name === asked && isNoun(name)) for (const verb of await loadVerbs(name)) addVerb(noun, verb, context, end);
	}
	return program;
}

const toOutput = ({ out, error }: Terminal) => ({
	writeOut: (text: string) => out(text.replace(/\n$/, "")),
	writeErr: (text: string) => error(text.replace(/\n$/, "")),
});

/** Only the noun that is asked for is loaded: another's dependencies cost it nothing. */
async function loadVerbs(noun: Noun): Promise<readonly Verb[]> {
	const module: unknown = await import(`./${noun}/noun.ts`);
	if (!hasVerbs(module)) throw new Error(`ops/${noun}/noun.ts exports no verbs`);
	return module.verbs;
}

const hasVerbs = (module: unknown): module is { readonly verbs: readonly Verb[] } =>
	typeof module === "object" && module !== null && "verbs" in module && Array.isArray(module.verbs);

function addVerb(noun: Command, verb: Verb, context: VerbContext, end: (code: ExitCode) => void): void {
	const command = verb.name === null ? noun : noun.command(verb.name).description(verb.summary);
	for (const [flags, what] of verb.args ?? []) command.argument(flags, what);
	for (const [flags, what] of verb.options ?? []) command.option(flags, what);
	command
		.option("--json", "one JSON object on stdout, for scripts")
		.addHelpText("after", `\n${verb.help}`)
		.showHelpAfterError("(--help shows every option)")
		.action(async () => {
			const { json, ...given } = readGiven(command);
			const answer = await verb.run(given, context);
			context.terminal.out(json === true ? JSON.stringify(answer.json) : answer.text);
			end(answer.refused === true ? 1 : 0);
		});
}

/** Options and arguments in one object, by their names. */
function readGiven(command: Command): Readonly<Record<string, unknown>> {
	const words = command.registeredArguments.map((argument, index) => [argument.name(), command.processedArgs[index]] as const);
	// What stands before a verb belongs to the noun: `cost --json diff` is `cost diff --json`.
	return { ...command.optsWithGlobals(), ...Object.fromEntries(words.filter(([, value]) => value !== undefined)) };
}
