import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import { parseSettings } from "../config/parse-settings.ts";
import { isSecretName, SECRET_NAMES } from "../config/secret-names.ts";
import { type Settings, STAGES, type Stage } from "../config/settings.ts";
import { UserError } from "../config/user-error.ts";
import { ACCOUNT_ID } from "../local/account-id.ts";
import { readProgramSettings } from "../local/program/settings.ts";
import type { Resource } from "../local/resource.ts";
import { type Environment, makePlan } from "../plan/make-plan.ts";
import type { Plan } from "../plan/plan.ts";

export const stage = z.enum(STAGES, `must be one of ${STAGES.join(", ")}`);

/** The options of every command that reads a stack file; spread `STACK_OPTIONS` and `STACK_FIELDS` into the verb. */
export const STACK_OPTIONS = [
	["--stack <name>", "the stack file to read, Pulumi.<name>.yaml; without it, the stage's own workload and nothing else"],
	["--stage <stage>", `another stage than that file's: ${STAGES.join(", ")}`],
	["--workload <file>", "a YAML or JSON file with any of the workload's fields, which win over the stack file's"],
] as const;

export const STACK_FIELDS = {
	stack: z.string().optional(),
	stage: stage.optional(),
	workload: z.string().optional(),
};

export const isStage = (text: string): text is Stage => stage.safeParse(text).success;

export interface StackChoice {
	readonly stack?: string | undefined;
	readonly stage?: Stage | undefined;
	/** A file. */
	readonly workload?: string | undefined;
}

interface StackSettings {
	readonly settings: Settings;
	readonly environment: Environment;
}

/**
 * What a stack file says, changed by the command line, with its secrets left out.
 * @throws UserError with every fault of file and options at once.
 */
export async function readStack(root: string, choice: StackChoice): Promise<StackSettings> {
	const { project, values, file } = await readValues(root, choice);
	const changed: Readonly<Record<string, unknown>> = { ...values, ...(choice.stage === undefined ? {} : { stage: choice.stage }) };
	const workload = choice.workload === undefined ? {} : readWorkload(resolve(root, choice.workload));
	const settings = parseSettings({ ...changed, workload: { ...toObject(changed["workload"]), ...workload } }, { file });
	return { settings, environment: { project, stack: choice.stack ?? "dev" } };
}

export const readPlan = async (root: string, choice: StackChoice): Promise<Plan> => {
	const { settings, environment } = await readStack(root, choice);
	return makePlan(settings, environment);
};

/** What the program registers for it, with no engine: as the local account runs it. */
export async function registerStack(root: string, choice: StackChoice): Promise<readonly Resource[]> {
	// The program reads its settings for itself: what is wrong with them is told here, as one error.
	const { settings } = await readStack(root, choice);
	const { stack = "dev" } = choice;
	const { runProgram } = await import("../local/program/program.ts");
	const { resources } = await runProgram({
		root,
		stack,
		...(choice.stack === undefined ? { stackConfig: {} } : {}),
		config: { "stagecraft:accountId": ACCOUNT_ID, "stagecraft:stage": settings.stage },
		secrets: Object.fromEntries(SECRET_NAMES.map((name) => [`stagecraft:${name}`, NO_SECRET])),
	});
	return resources;
}

/** Long enough to be one, the same in every run, and never sent anywhere. */
const NO_SECRET = "no-secret-of-any-account-0123456789";

async function readValues(root: string, { stack }: StackChoice) {
	if (stack === undefined) {
		const { project } = await readProgramSettings({ root, stack: "dev", stackConfig: {} });
		const values: Readonly<Record<string, unknown>> = { stage: STAGES[0] };
		return { project, values, file: "the command line" };
	}
	const { project, config } = await readProgramSettings({ root, stack });
	return { project, values: toStackValues(config), file: `Pulumi.${stack}.yaml` };
}

/** What a stack file's config says to us, without its secrets. */
export function toStackValues(config: Readonly<Record<string, string>>): Readonly<Record<string, unknown>> {
	const own = Object.entries(config).filter(([key]) => key.startsWith("stagecraft:"));
	const values = own.map(([key, value]) => [key.slice("stagecraft:".length), parseValue(value)] as const);
	return Object.fromEntries(values.filter(([key]) => !isSecretName(key)));
}

/** Objects and lists stand as JSON there, as the engine hands them to a program. */
const parseValue = (text: string): unknown => (/^\s*[[{]/.test(text) ? JSON.parse(text) : text);

const toObject = (value: unknown): Readonly<Record<string, unknown>> =>
	typeof value === "object" && value !== null ? Object.fromEntries(Object.entries(value)) : {};

function readWorkload(file: string): Readonly<Record<string, unknown>> {
	const refuse = (rule: string) =>
		new UserError("workload", "The workload can't be read:", [
			{ option: "--workload", value: file, rule, remedy: "Give a YAML or JSON file such as {requestsPerDay: 50000, tenants: 300}" },
		]);
	let content: unknown;
	try {
		content = parse(readFileSync(file, "utf8"));
	} catch (error) {
		throw refuse(error instanceof Error ? (error.message.split("\n")[0] ?? "") : "must be readable");
	}
	if (typeof content !== "object" || content === null || Array.isArray(content)) throw refuse("must be a map of the workload's fields");
	return toObject(content);
}
