import { z } from "zod";
import type { AccountParts } from "./account-parts.ts";
import type { JsonObject } from "./json.ts";
import { LocalError } from "./local-error.ts";
import type { Computed, Resource } from "./resource.ts";

/** How one resource type exists locally. */
export type ResourceRule = {
	/** The provider's side: the id and the outputs that it computes. */
	readonly compute: (inputs: JsonObject, label: string) => Computed;
	/** Cloudflare's side: what comes to be in the account. */
	readonly add: (parts: AccountParts, resource: Resource) => void;
};

type RuleSource<Inputs> = {
	readonly id: (inputs: Inputs, all: JsonObject) => string;
	readonly outputs?: (inputs: Inputs, id: string) => JsonObject;
	readonly add?: (parts: AccountParts, inputs: Inputs, id: string) => void;
};

/** A rule whose inputs are parsed by a schema: fields that it doesn't name have no local effect. */
export function makeRule<Schema extends z.ZodType>(schema: Schema, source: RuleSource<z.infer<Schema>>): ResourceRule {
	return {
		compute: (inputs, label) => {
			const parsed = parseInputs(schema, inputs, label);
			const id = source.id(parsed, inputs);
			return { id, outputs: source.outputs?.(parsed, id) ?? {} };
		},
		add: (parts, resource) => {
			if (source.add === undefined) return;
			source.add(parts, parseInputs(schema, resource.inputs, toLabel(resource.type, resource.name)), resource.id);
		},
	};
}

/** A resource that Cloudflare needs and a laptop doesn't. */
export function makeInertRule(id: (inputs: JsonObject) => string): ResourceRule {
	return makeRule(z.object({}), { id: (_, all) => id(all) });
}

export function toLabel(type: string, name: string): string {
	return `${type.slice(type.lastIndexOf(":") + 1)} ${name}`;
}

function parseInputs<Schema extends z.ZodType>(schema: Schema, inputs: JsonObject, label: string): z.infer<Schema> {
	const parsed = schema.safeParse(inputs);
	if (parsed.success) return parsed.data;
	const faults = parsed.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`);
	throw new LocalError("bad_resource", `${label} can't run locally: ${faults.join("; ")}.`);
}
