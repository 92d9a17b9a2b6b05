import * as pulumi from "@pulumi/pulumi";
import { allConfig } from "@pulumi/pulumi/runtime/config.js";
import { parseSettings } from "../config/parse-settings.ts";
import { isSecretName } from "../config/secret-names.ts";
import { type Settings, STAGES } from "../config/settings.ts";
import { UserError } from "../config/user-error.ts";
import type { Context } from "./judged.ts";

type Config = Readonly<Record<string, string>>;
interface Environment {
	readonly project: string;
	readonly stack: string;
}

const NAMESPACE = "stagecraft:";

/** The engine starts a pack with the stack's config in its environment, and the names of project and stack. */
export const readEngineContext = (): Context => toContext(allConfig() ?? {}, { project: pulumi.getProject(), stack: pulumi.getStack() });

/** What rules know beside resources. Without a stage that is one, the largest one's levels hold: the pack then forgives nothing. */
export function toContext(config: Config, { project, stack }: Environment): Context {
	const own = Object.entries(config).filter(([key]) => key.startsWith(NAMESPACE));
	const values = Object.fromEntries(own.map(([key, text]) => [key.slice(NAMESPACE.length), parseValue(text)] as const));
	const overrides = values["overrides"];
	return {
		stage: STAGES.find((stage) => stage === values["stage"]) ?? "10m",
		prefix: `${project}-${stack}`,
		settings: toSettings(Object.fromEntries(Object.entries(values).filter(([key]) => !isSecretName(key))), stack),
		overrides: typeof overrides === "object" && overrides !== null ? Object.fromEntries(Object.entries(overrides)) : {},
		now: new Date(),
	};
}

/** A fault in the settings is the program's to tell: rules that need them then don't apply. */
function toSettings(values: Readonly<Record<string, unknown>>, stack: string): Settings | null {
	try {
		return parseSettings(values, { file: `Pulumi.${stack}.yaml` });
	} catch (error) {
		if (error instanceof UserError) return null;
		throw error;
	}
}

/** Objects and lists stand as JSON there. */
const parseValue = (text: string): unknown => (/^\s*[[{]/.test(text) ? JSON.parse(text) : text);
