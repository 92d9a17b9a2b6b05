import type { runtime } from "@pulumi/pulumi";
import { type AccountParts, makeAccountParts } from "./account-parts.ts";
import { assertDeployed } from "./assert-deployed.ts";
import { makeUuid } from "./identity.ts";
import { LocalError } from "./local-error.ts";
import { D1_RESOURCES } from "./products/d1.ts";
import { EDGE_RESOURCES } from "./products/edge.ts";
import { KV_RESOURCES } from "./products/kv.ts";
import { QUEUE_RESOURCES } from "./products/queue.ts";
import { R2_RESOURCES } from "./products/r2.ts";
import { WORKER_RESOURCES } from "./products/worker.ts";
import { WORKFLOW_RESOURCES } from "./products/workflow.ts";
import type { Resource } from "./resource.ts";
import { makeInertRule, type ResourceRule, toLabel } from "./resource-rule.ts";
import { reveal } from "./secrets.ts";

const STASH: ResourceRule = {
	compute: (inputs) => ({ id: makeUuid("stash", JSON.stringify(inputs)), outputs: { output: inputs["input"] ?? null } }),
	add: () => {},
};

/** Every resource type that the local account knows. */
const RESOURCES: Readonly<Record<string, ResourceRule>> = {
	...D1_RESOURCES,
	...EDGE_RESOURCES,
	...KV_RESOURCES,
	...QUEUE_RESOURCES,
	...R2_RESOURCES,
	...WORKER_RESOURCES,
	...WORKFLOW_RESOURCES,
	"pulumi:index:Stash": STASH,
	"pulumi:providers:cloudflare": makeInertRule(() => makeUuid("provider", "cloudflare")),
};

/** Pulumi's mock of creation: a resource gets the id and outputs that the provider would compute. */
export function computeResource(registration: runtime.MockResourceArgs): runtime.MockResourceResult {
	const { type, name, inputs } = registration;
	if (!registration.custom) return { id: undefined, state: inputs };
	const computed = findRule(type, name).compute(reveal(inputs).value, toLabel(type, name));
	return { id: computed.id, state: { ...inputs, ...computed.outputs } };
}

export function makeAccount(resources: readonly Resource[]): AccountParts {
	const parts = makeAccountParts();
	for (const resource of resources) {
		if (resource.custom) findRule(resource.type, resource.name).add(parts, resource);
	}
	assertDeployed(parts);
	return parts;
}

function findRule(type: string, name: string): ResourceRule {
	const rule = RESOURCES[type];
	if (rule !== undefined) return rule;
	throw new LocalError(
		"unknown_resource",
		`${name} is a ${type}, which the local account doesn't know: add it to local/resource-table.ts.`,
	);
}
