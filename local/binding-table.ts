import type { VersionPart } from "./account-parts.ts";
import type { BindingContext, BindingOptions, BindingRule } from "./binding-rule.ts";
import { LocalError } from "./local-error.ts";
import { D1_BINDINGS } from "./products/d1.ts";
import { DURABLE_OBJECT_BINDINGS } from "./products/durable-object.ts";
import { KV_BINDINGS } from "./products/kv.ts";
import { QUEUE_BINDINGS } from "./products/queue.ts";
import { R2_BINDINGS } from "./products/r2.ts";
import { WORKER_BINDINGS } from "./products/worker.ts";
import { WORKFLOW_BINDINGS } from "./products/workflow.ts";

/** Every binding type that the local account knows. */
const BINDINGS: Readonly<Record<string, BindingRule>> = {
	...D1_BINDINGS,
	...DURABLE_OBJECT_BINDINGS,
	...KV_BINDINGS,
	...QUEUE_BINDINGS,
	...R2_BINDINGS,
	...WORKER_BINDINGS,
	...WORKFLOW_BINDINGS,
};

export function toBindingOptions(version: VersionPart, context: Omit<BindingContext, "label">): BindingOptions {
	let options: BindingOptions = {};
	for (const binding of version.bindings) {
		const rule = BINDINGS[binding.type];
		const label = `Worker ${context.worker}, binding ${binding.name}`;
		if (rule === undefined) {
			const remedy = "add it to local/binding-table.ts";
			throw new LocalError("unknown_binding", `${label} is of type ${binding.type}, which the local account doesn't know: ${remedy}.`);
		}
		options = merge(options, rule(binding, { ...context, label }));
	}
	return options;
}

function merge(left: BindingOptions, right: BindingOptions): BindingOptions {
	const entries = Object.entries(right).map(([option, bindings]) => [option, { ...Reflect.get(left, option), ...bindings }]);
	return { ...left, ...Object.fromEntries(entries) };
}
