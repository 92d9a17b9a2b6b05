import type { Binding } from "../workers/lib/manifest.ts";
import { toGroupMember } from "../workers/lib/shard-groups/shard-group.ts";
import { isJurisdiction } from "../workers/lib/shards.ts";
import { type Context, toName } from "./context.ts";
import type { DatabaseNode } from "./d1.ts";
import { hasShard, type Instance } from "./instance.ts";
import type { QueueNode } from "./queue.ts";
import { type BucketNode, toLocation } from "./r2.ts";
import { planRateLimit } from "./rate-limit.ts";
import { planSettings } from "./worker-settings.ts";

/** A binding of one Worker, by ids of the plan: `type` is Cloudflare's, `name` what the Worker finds in `env`. */
export type BindingNode = { readonly name: string } & (
	| { readonly type: "kv_namespace"; readonly kv: string }
	| { readonly type: "d1"; readonly database: string }
	| { readonly type: "queue"; readonly queue: string }
	| { readonly type: "r2_bucket"; readonly bucket: string; readonly jurisdiction: string | null }
	| { readonly type: "service"; readonly worker: string; readonly entrypoint: string | null }
	| { readonly type: "durable_object_namespace"; readonly worker: string; readonly className: string }
	| { readonly type: "workflow"; readonly workflow: string }
	| { readonly type: "analytics_engine"; readonly dataset: string }
	| { readonly type: "ratelimit"; readonly namespaceId: string; readonly limit: number; readonly periodSeconds: 10 | 60 }
	| { readonly type: "secret_text"; readonly secret: string }
	| { readonly type: "json"; readonly json: string }
	| { readonly type: "version_metadata" }
);

/** What a binding may be resolved against. */
interface Parts {
	readonly instances: readonly Instance[];
	readonly databases: readonly DatabaseNode[];
	readonly queues: readonly QueueNode[];
	readonly buckets: readonly BucketNode[];
}

type Planner<B extends Binding> = (binding: B, name: string, context: Context, instance: Instance, parts: Parts) => readonly BindingNode[];

const PLANNERS: { readonly [K in Binding["type"]]: Planner<Extract<Binding, { type: K }>> } = {
	kv_namespace: ({ type, kv }, name) => [{ type, name, kv }],
	d1: (binding, name, context, instance, { databases }) =>
		"family" in binding
			? databases.flatMap(({ id, shard }) =>
					shard !== null && hasShard(context, instance, shard) ? [{ type: "d1", name: `${name}__${shard.member}`, database: id }] : [],
				)
			: [{ type: "d1", name, database: binding.d1 }],
	queue: ({ type, queue, deadLetters }, name, _context, _instance, { queues }) =>
		queues
			.filter((node) => node.family === queue && node.deadLetters === deadLetters)
			.map(({ id, lane }) => ({ type, name: `${name}__${lane}`, queue: id })),
	r2_bucket: (binding, name, _context, { location }, { buckets }) => {
		const { type, bucket } = binding;
		if (!("family" in binding)) return [{ type, name, bucket, jurisdiction: null }];
		const family = buckets.filter((node) => node.family === bucket);
		const wanted = location !== null && isJurisdiction(location) ? location : location === null ? null : "any";
		return family
			.filter((node) => wanted === null || toLocation(node) === wanted)
			.map((node) => ({
				type,
				name: `${name}__${toLocation(node).toUpperCase()}`,
				bucket: node.id,
				jurisdiction: node.residence.kind === "jurisdiction" ? node.residence.jurisdiction : null,
			}));
	},
	service: (binding, name, _context, _instance, { instances }) => {
		const { type, entrypoint } = binding;
		const targets = instances.filter(({ manifest }) => manifest.name === binding.worker);
		return targets.map(({ id, location, group }) => ({
			type,
			name: "family" in binding ? `${name}__${toGroupMember(location, group)}` : name,
			worker: id,
			entrypoint,
		}));
	},
	durable_object_namespace: ({ type, worker, className }, name) => [{ type, name, worker, className }],
	workflow: ({ type, workflow }, name) => [{ type, name, workflow }],
	analytics_engine: ({ type, dataset }, name, context) => [{ type, name, dataset: toName(context, dataset).replaceAll("-", "_") }],
	ratelimit: ({ type, limit }, name, context) => [{ type, name, ...planRateLimit(context, limit) }],
	secret_text: ({ type, secret }, name) => [{ type, name, secret }],
	json: ({ type }, name, context, { manifest }) => [{ type, name, json: JSON.stringify(planSettings(context, manifest.name)) }],
	version_metadata: ({ type }, name) => [{ type, name }],
};

/** Every binding of an instance, by name: the provider sorts them, and pairs what the API computes by place. */
export function planBindings(context: Context, instance: Instance, parts: Parts): BindingNode[] {
	const nodes = Object.entries(instance.manifest.bindings).flatMap(([name, binding]) =>
		planBinding(binding, name, context, instance, parts),
	);
	return nodes.sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** The table is keyed by the union, so each planner gets its own kind of binding. */
function planBinding<K extends Binding["type"]>(
	binding: Extract<Binding, { type: K }>,
	name: string,
	context: Context,
	instance: Instance,
	parts: Parts,
): readonly BindingNode[] {
	const planner: Planner<Extract<Binding, { type: K }>> = PLANNERS[binding.type];
	return planner(binding, name, context, instance, parts);
}
