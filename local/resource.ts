import type { JsonObject } from "./json.ts";

/** A resource as the program registered it: what `pulumi up` would send to the provider. */
export type Resource = {
	readonly urn: string;
	readonly type: string;
	readonly name: string;
	readonly parent: string | undefined;
	/** False for components, which only group others. */
	readonly custom: boolean;
	readonly id: string;
	/** Secrets are plain here, since the local account needs them: print `redact(inputs, secretInputs)` instead. */
	readonly inputs: JsonObject;
	/** Paths of the inputs that were secret, such as `bindings[3].text`. */
	readonly secretInputs: readonly string[];
	readonly outputs: JsonObject;
	readonly protect: boolean;
	readonly retainOnDelete: boolean;
	/** URNs. */
	readonly dependencies: readonly string[];
	readonly hooks: ResourceHooks;
};

type ResourceHooks = { readonly beforeCreate: readonly string[]; readonly beforeUpdate: readonly string[] };

/** What the provider adds to a resource once it exists. */
export type Computed = { readonly id: string; readonly outputs: JsonObject };
