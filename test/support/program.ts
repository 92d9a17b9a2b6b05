import { fileURLToPath } from "node:url";
import type { Stage } from "../../config/settings.ts";
import { isJsonObject, type JsonObject } from "../../local/json.ts";
import type { ProgramResult } from "../../local/program/messages.ts";
import { runProgram } from "../../local/program/program.ts";
import type { Resource } from "../../local/resource.ts";
import { redact } from "../../local/secrets.ts";
import { valuesOf } from "./settings.ts";

export const ROOT = fileURLToPath(new URL("../..", import.meta.url));
export const ADMIN_TOKEN = "an-admin-token-of-the-tests-0123456789abcdef";

/** Runs `index.ts` for a stage, as the local account does. */
export const programOf = (stage: Stage, more: Readonly<Record<string, unknown>> = {}): Promise<ProgramResult> =>
	runProgram({
		root: ROOT,
		stack: "test",
		stackConfig: Object.fromEntries(Object.entries(valuesOf(stage, more)).map(([key, value]) => [`stagecraft:${key}`, value])),
		config: { "stagecraft:accountId": "0123456789abcdef0123456789abcdef" },
		secrets: { "stagecraft:adminToken": ADMIN_TOKEN, "stagecraft:signingKey": "a-signing-key-of-the-tests-0123456789abcdef" },
	});

/** A resource as a golden file keeps it: secrets hidden, code left out, for every change of a Worker would change it. */
export function toGolden({ type, name, inputs, secretInputs, protect, retainOnDelete, hooks }: Resource) {
	return {
		type,
		name,
		...(protect || retainOnDelete ? { protect, retainOnDelete } : {}),
		...(hooks.beforeCreate.length > 0 ? { hooks } : {}),
		inputs: withoutCode(redact(inputs, secretInputs)),
	};
}

const CODE = ["contentBase64", "digest", "versionId"];

function withoutCode(inputs: JsonObject): JsonObject {
	const hide = ([key, value]: [string, JsonObject[string] | undefined]): [string, JsonObject[string]] => {
		if (CODE.includes(key)) return [key, "(code)"];
		if (Array.isArray(value)) return [key, value.map((entry) => (isJsonObject(entry) ? withoutCode(entry) : entry))];
		return [key, isJsonObject(value) ? withoutCode(value) : (value ?? null)];
	};
	return Object.fromEntries(Object.entries(inputs).map(hide));
}
