import type { JsonObject } from "../json.ts";
import type { LocalErrorCode } from "../local-error.ts";
import type { Resource } from "../resource.ts";
import type { SettingsSource } from "./settings.ts";

export type ProgramOptions = SettingsSource & {
	/** Config that wins over the stack file, such as `{"stagecraft:stage": "10k"}`. */
	readonly config?: Readonly<Record<string, string>>;
	/** The same, marked as secret. */
	readonly secrets?: Readonly<Record<string, string>>;
};

export type ProgramResult = {
	/** In the order in which the program registered them. */
	readonly resources: readonly Resource[];
	/** Secrets are plain here; `secretOutputs` names them. */
	readonly outputs: JsonObject;
	readonly secretOutputs: readonly string[];
};

/** The credentials and address that a real `pulumi up` would take from its environment. */
export type HookEnvironment = { readonly baseUrl: string; readonly apiToken: string; readonly accountId: string };

export type HookCall = {
	readonly urn: string;
	readonly event: "beforeCreate" | "beforeUpdate";
	readonly oldInputs: JsonObject | undefined;
};

export type ToThread = { readonly kind: "run-hooks"; readonly environment: HookEnvironment; readonly calls: readonly HookCall[] };

export type FromThread =
	| { readonly kind: "registered"; readonly result: ProgramResult }
	| { readonly kind: "hooks-done" }
	| { readonly kind: "failed"; readonly code: LocalErrorCode | undefined; readonly message: string; readonly stack: string };
