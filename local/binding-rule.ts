import type { WorkerOptions } from "miniflare";
import type { z } from "zod";
import type { AccountParts, BindingPart } from "./account-parts.ts";
import { LocalError } from "./local-error.ts";

export type BindingContext = {
	readonly parts: AccountParts;
	/** The Worker that has the binding. */
	readonly worker: string;
	readonly versionId: string;
	readonly tag: string;
	/** For messages: `Worker app, binding CACHE`. */
	readonly label: string;
};

type BindingOption =
	| "analyticsEngineDatasets"
	| "bindings"
	| "d1Databases"
	| "durableObjects"
	| "kvNamespaces"
	| "queueProducers"
	| "r2Buckets"
	| "ratelimits"
	| "serviceBindings"
	| "workflows";

/** The part of a Miniflare Worker's options that bindings fill. */
export type BindingOptions = { readonly [Option in BindingOption]?: Extract<WorkerOptions[Option], Record<string, unknown>> };

export type BindingRule = (binding: BindingPart, context: BindingContext) => BindingOptions;

/** How one binding type becomes Miniflare options. */
export function makeBinding<Schema extends z.ZodType>(
	schema: Schema,
	toOptions: (fields: z.infer<Schema>, name: string, context: BindingContext) => BindingOptions,
): BindingRule {
	return (binding, context) => {
		const parsed = schema.safeParse(binding);
		if (parsed.success) return toOptions(parsed.data, binding.name, context);
		const faults = parsed.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`);
		throw new LocalError("bad_resource", `${context.label} (${binding.type}): ${faults.join("; ")}.`);
	};
}

export function requirePart<T>(parts: ReadonlyMap<string, T>, key: string, label: string, what: string): T {
	const part = parts.get(key);
	if (part === undefined) throw new LocalError("bad_resource", `${label} names ${what} ${key}, which isn't registered.`);
	return part;
}
