import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import { parseSettings } from "../config/parse-settings.ts";
import { type Settings, STAGES, type Stage } from "../config/settings.ts";
import { UserError } from "../config/user-error.ts";
import { readProgramSettings } from "../local/program/settings.ts";
import { type Environment, makePlan } from "../plan/make-plan.ts";
import type { Plan } from "../plan/plan.ts";

const stage = z.enum(STAGES, `must be one of ${STAGES.join(", ")}`);

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

const SECRETS: readonly string[] = ["adminToken"];

/**
 * What a stack file says, changed by the command line, with its secrets left out.
 * @throws UserError with every fault of file and options at once.
 */
async function readStack(root: string, choice: StackChoice): Promise<StackSettings> {
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

async function readValues(root: string, { stack }: StackChoice) {
	if (stack === undefined) {
		const { project } = await readProgramSettings({ root, stack: "dev", stackConfig: {} });
		const values: Readonly<Record<string, unknown>> = { stage: STAGES[0] };
		return { project, values, file: "the command line" };
	}
	const { project, config } = await readProgramSettings({ root, stack });
	const own = Object.entries(config).filter(([key]) => key.startsWith("stagecraft:"));
	const values = own.map(([key, value]) => [key.slice("stagecraft:".length), parseValue(value)] as const);
	return { project, values: Object.fromEntries(values.filter(([key]) => !SECRETS.includes(key))), file: `Pulumi.${stack}.yaml` };
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
