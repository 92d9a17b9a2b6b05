import { parseArgs } from "node:util";
import { LocalError } from "../local-error.ts";

export type StartOptions = {
	readonly stack: string;
	readonly stage: string | undefined;
	readonly port: number;
	readonly ephemeral: boolean;
	readonly json: boolean;
	readonly help: boolean;
};

const OPTIONS = {
	stack: { type: "string", default: "dev" },
	stage: { type: "string" },
	port: { type: "string", default: "8787" },
	ephemeral: { type: "boolean", default: false },
	json: { type: "boolean", default: false },
	help: { type: "boolean", short: "h", default: false },
} as const;

const STACK_NAME = /^[A-Za-z0-9][A-Za-z0-9_.-]*$/;
const PORT = /^\d{1,5}$/;
const LAST_PORT = 65_535;

/** Reads the command line; every fault in it is told at once. */
export function parseOptions(args: readonly string[]): StartOptions {
	const parsed = parseArgs({ args: [...args], options: OPTIONS, strict: false, allowPositionals: true, tokens: true });
	const faults = parsed.tokens.flatMap((token, index) => checkToken(token, parsed.tokens[index - 1]));
	const { stack, stage, port } = parsed.values;
	if (typeof stack === "string" && !STACK_NAME.test(stack)) {
		faults.push(`--stack ${stack}: a stack's name is letters, digits, "_", "-" and "."; give that of a Pulumi.<stack>.yaml here.`);
	}
	if (typeof port === "string" && !(PORT.test(port) && Number(port) <= LAST_PORT)) {
		faults.push(`--port ${port}: a port is a whole number from 0 to ${LAST_PORT}; 0 takes any free one.`);
	}
	if (faults.length > 0) throw new LocalError("bad_option", `${faults.join("\n")}\nnpm start -- --help shows every option.`);
	return {
		stack: String(stack),
		stage: typeof stage === "string" ? stage : undefined,
		port: Number(port),
		ephemeral: parsed.values.ephemeral === true,
		json: parsed.values.json === true,
		help: parsed.values.help === true,
	};
}

type Token = NonNullable<ReturnType<typeof parseArgs<{ tokens: true; strict: false }>>["tokens"]>[number];

function checkToken(token: Token, previous: Token | undefined): readonly string[] {
	// What follows an unknown option is most likely its value.
	if (token.kind === "positional" && previous?.kind === "option" && findOption(previous.name) === undefined) return [];
	if (token.kind === "positional") return [`${token.value}: takes no arguments, only options; start with -- as in --stack ${token.value}.`];
	if (token.kind !== "option") return [];
	const { name, rawName, value } = token;
	const option = findOption(name);
	if (option === undefined) return [`${rawName}: isn't an option; choose from ${Object.keys(OPTIONS).join(", ")}.`];
	if (option.type === "string" && (value === undefined || value === ""))
		return [`${rawName}: needs a value, as in ${rawName} ${EXAMPLES[name]}.`];
	if (option.type === "boolean" && value !== undefined) return [`${rawName}=${value}: takes no value; leave it away.`];
	return [];
}

function findOption(name: string) {
	return Object.entries(OPTIONS).find(([known]) => known === name)?.[1];
}

const EXAMPLES: Readonly<Record<string, string>> = { stack: "staging", stage: "10k", port: "8788" };

export const HELP = `Runs a stack on this machine: every resource of index.ts, on workerd, with no Cloudflare account.

  npm start -- [options]

  --stack <name>   the stack file to run, Pulumi.<name>.yaml (dev)
  --stage <stage>  another stage than that file's: launch, 10k, 100k, 1m, 10m
  --port <port>    where the API answers; 0 takes any free port (8787)
  --ephemeral      keep nothing; otherwise data and keys stay in .local/<stack>
  --json           one JSON object a line on stdout, for scripts
  -h, --help       this text

While it runs, a change to a Worker, a migration, the stack file or the program reloads it, and data stays.
Ctrl-C stops it. What Workers print goes to stderr. To begin anew, delete .local/<stack>.

  npm start                                    the launch stage, on http://127.0.0.1:8787
  npm start -- --stage 10m --port 0            the largest stage, on a free port
  npm start -- --stack prod --ephemeral        the worked example of production, nothing kept
  npm start --silent -- --json | jq .gateway   the address alone
`;
